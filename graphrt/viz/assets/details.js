// The panel: everything known of a box, a wire or a group, with links to its neighbours.
// Text from the model reaches the page through textContent only: it can never become markup.

const panel = document.getElementById('panel');
const LINKS = 40;  // of one kind, before the rest is only counted

function element(tag, text, name) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
}
function button(text, name, act) {
  const made = element('button', text, name);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}
function close() {
  panel.hidden = true;
  mark([], []);
}
function openPanel(title, subtitle) {
  panel.replaceChildren();
  const cross = button('\u00d7', 'close', close);
  cross.setAttribute('aria-label', 'Close');
  panel.append(cross, element('h2', title));
  if (subtitle) panel.append(element('p', subtitle));
  panel.hidden = false;
  panel.scrollTop = 0;
}
function rows(list, kind) {
  const dl = element('dl');
  for (const [what, text] of list) if (text)
    dl.append(element('dt', what), element('dd', text, kind));
  if (dl.children.length) panel.append(dl);
}
function readings(net) {
  for (const [name, kind] of [['Value', 'value'], ['Gradient', 'gradient']]) {
    if (!net[kind].length) continue;
    panel.append(element('h3', name));
    rows(net[kind].map(([what, text]) => [what || name.toLowerCase(), text]), kind);
  }
}
function links(title, list, name, go) {
  const all = [...new Set(list)];
  if (!all.length) return;
  panel.append(element('h3', title));
  for (const index of all.slice(0, LINKS)) {
    const line = element('div');
    line.append(button(name(index), 'go', () => go(index)));
    panel.append(line);
  }
  if (all.length > LINKS) panel.append(element('div', `and ${all.length - LINKS} more`));
}
const boxLinks = (title, list) => links(title, list, i => data.boxes[i].name, jump);
const netLinks = (title, list) => links(title, list, i => data.nets[i].name, chooseNet);

function chooseBox(index) {
  const box = data.boxes[index];
  openPanel(box.name, box.op);
  rows(box.gate ? [['gate', box.gate], ...box.rows] : box.rows);
  const results = data.nets.filter(net => net.source === index);
  for (const net of results) {
    if (results.length > 1) panel.append(element('h3', 'Result ' + net.name));
    readings(net);
  }
  const operands = [];
  data.nets.forEach((net, i) => {
    for (const [target, slot] of net.targets) if (target === index) operands.push([slot, i]);
  });
  operands.sort((a, b) => a[0] - b[0]);
  if (!results.length && operands.length) readings(data.nets[operands[0][1]]);
  boxLinks('Operands', operands.map(each => data.nets[each[1]].source));
  boxLinks('Users', results.flatMap(net => net.targets.map(each => each[0])));
  const near = new Set(operands.map(each => each[1]));
  data.nets.forEach((net, i) => { if (net.source === index) near.add(i); });
  mark([box.home], [...near]);
}
function chooseNet(index) {
  const net = data.nets[index];
  openPanel(net.name, net.type);
  readings(net);
  boxLinks('From', [net.source]);
  boxLinks('Users', net.targets.map(each => each[0]));
  mark([], [index]);
}
function chooseWire(carried) {
  if (carried.length === 1) { chooseNet(carried[0]); return; }
  openPanel(`${carried.length} values`, 'drawn as one wire');
  netLinks('Values', carried);
  mark([], carried);
}
function chooseGroup(index) {
  const level = data.levels[index];
  openPanel(level.title, level.what);
  rows([['nodes', String(level.count)], ['scope', level.scope], ['ops', level.ops]]);
  const act = button(opened.has(index) ? 'Collapse' : 'Expand', 'act', () => {
    toggle(index);
    chooseGroup(index);
  });
  panel.append(act);
  boxLinks('Inside', level.inside);
  mark([level.home], []);
}
