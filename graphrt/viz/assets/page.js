// The page: which groups are open, their elements, and what clicks and keys do.

const data = JSON.parse(document.getElementById('data').textContent);
const opened = new Set(data.opened);  // levels; 0 is the whole
const built = new Map();  // level -> its elements, made when it is first seen

function svg(tag, attributes, text) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
function build(index) {  // a copy of the level's template, each box about its own origin
  const found = built.get(index);
  if (found) return found;
  const template = document.getElementById('level-' + index);
  const group = template.content.querySelector('g').cloneNode(true);
  const level = {group, boxes: [], nets: [], frames: new Map()};
  for (const each of group.querySelectorAll(':scope > .box')) {
    level.boxes[+each.dataset.box] = each;
    each.dataset.level = index;
    each.setAttribute('tabindex', '0');
    each.setAttribute('role', 'button');
  }
  for (const each of group.querySelectorAll(':scope > .net')) {
    level.nets[+each.dataset.net] = each;
    each.dataset.level = index;
  }
  built.set(index, level);
  return level;
}
function frameOf(parts, position, inner) {  // what an open group looks like
  if (parts.frames.has(position)) return parts.frames.get(position);
  const level = data.levels[inner];
  const kind = parts.boxes[position].getAttribute('class').replace('box', 'frame-box');
  const group = svg('g', {class: `${kind} frame`, tabindex: '0', role: 'button',
                          'aria-expanded': 'true', 'data-group': inner});
  group.append(
    svg('rect', {class: 'form', rx: 12}),
    svg('text', {class: 'frame', x: 34, y: 19}, level.frameTitle),
    svg('circle', {class: 'fold', cx: 18, cy: 15, r: 8}),
    svg('path', {class: 'sign', d: 'M14 15H22'}),
  );
  group.querySelector('.form').append(svg('title', {}, `${level.title}: click to collapse`));
  parts.frames.set(position, group);
  return group;
}

function draw() {
  const {width, height, group} = drawLevel(0);
  extent = {width: width + 2 * data.sizes.margin, height: height + 2 * data.sizes.margin};
  group.setAttribute('transform', `translate(${data.sizes.margin} ${data.sizes.margin})`);
  if (group.parentNode !== world) world.replaceChildren(group);
}
function drawLevel(index) {
  const level = data.levels[index], parts = build(index), {group} = parts;
  const frames = new Map(), inside = new Map();
  level.items.forEach((item, position) => {
    if (item.group === undefined) return;
    const open = opened.has(item.group);
    parts.boxes[position].style.display = open ? 'none' : '';
    if (open) {
      const inner = drawLevel(item.group);
      inside.set(position, inner);
      frames.set(position, framed(inner));
    } else if (parts.frames.has(position)) {
      parts.frames.get(position).remove();
      built.get(item.group)?.group.remove();
    }
  });
  const found = arrange(level, frames, data.sizes);
  level.blocks.forEach((block, position) => {
    const [x, y] = found.centres[position];
    parts.boxes[position]?.setAttribute('transform', `translate(${short(x)} ${short(y)})`);
  });
  for (const [position, frame] of frames) {
    const [x, y] = found.centres[position], left = x - frame.width / 2, top = y - frame.height / 2;
    const border = frameOf(parts, position, level.items[position].group);
    border.setAttribute('transform', `translate(${short(left)} ${short(top)})`);
    border.querySelector('.form').setAttribute('width', short(frame.width));
    border.querySelector('.form').setAttribute('height', short(frame.height));
    const inner = inside.get(position).group;
    const x0 = left + frame.pad, y0 = top + data.sizes.frameHead;
    inner.setAttribute('transform', `translate(${short(x0)} ${short(y0)})`);
    group.append(border, inner);
  }
  level.nets.forEach((net, i) => drawNet(parts.nets[i], net, found.paths[i], level, frames,
                                         found.labels[i]));
  const ports = level.ports.map(([entry, position]) => [entry, found.centres[position][1]]);
  return {...found, group, ports};
}
function framed(inner) {  // its size, and the heights of its ports from its middle
  const entries = inner.ports.filter(port => port[0]).map(port => port[1]);
  const exits = inner.ports.filter(port => !port[0]).map(port => port[1]);
  const {frameHead, frameFoot, frameSide} = data.sizes;
  const pad = entries.length ? 0 : frameSide, other = exits.length ? 0 : frameSide;
  const width = inner.width + pad + other;
  const height = frameHead + inner.height + frameFoot;
  const middle = each => frameHead + each - height / 2;
  return {width, height, pad, entries: entries.map(middle), exits: exits.map(middle)};
}
function drawNet(element, net, paths, level, frames, label) {
  const strokes = [paths.trunk, ...paths.branches].filter(path => path.length);
  element.querySelector('.wire').setAttribute('d', strokes.map(outline).join(''));
  const arrows = paths.branches.filter((_, i) => {
    const target = net.targets[i][0];
    return !frames.has(target) && target < level.items.length;
  });
  element.querySelector('path.tip').setAttribute('d', arrows.map(arrow).join(''));
  for (const dot of element.querySelectorAll('circle.tip')) dot.remove();
  const forks = paths.trunk.length ? new Set(paths.branches.map(branch => branch[0])) : [];
  for (const [x, y] of forks)
    element.append(svg('circle', {class: 'tip', cx: short(x), cy: short(y), r: 2.6}));
  element.querySelector('.labels')
    ?.setAttribute('transform', `translate(${short(label[0])} ${short(label[1])})`);
}

// -- opening, closing, finding ------------------------------------------------------------------

function toggle(index) {
  const before = anchor(index);
  if (opened.has(index)) opened.delete(index); else opened.add(index);
  draw();
  const after = anchor(index);  // what was clicked stays under the pointer
  if (before && after) pan(before[0] - after[0], before[1] - after[1]);
  markHits();
}
function anchor(index) {
  const b = elementOf(data.levels[index].home)?.querySelector('.form').getBoundingClientRect();
  return b && [b.left, b.top];
}
function elementOf(home) {  // the box itself, or the innermost thing shown that it is in
  let [level, position] = home;
  const chain = [home];
  while (level) { [level, position] = data.levels[level].home; chain.unshift([level, position]); }
  for (const [at, place] of chain) {
    const inner = data.levels[at].items[place].group;
    const last = at === home[0] && place === home[1];
    if (inner === undefined || last || !opened.has(inner)) {
      const parts = build(at);
      return inner !== undefined && opened.has(inner) ? parts.frames.get(place)
        : parts.boxes[place];
    }
  }
  return null;
}
function jump(index) {  // opens what is around a box, chooses it and brings it to the middle
  const before = opened.size;
  for (let level = data.boxes[index].home[0]; level; level = data.levels[level].home[0])
    opened.add(level);
  if (opened.size > before) draw();
  chooseBox(index);
  centre(elementOf(data.boxes[index].home));
}
function mark(homes, nets) {
  for (const each of world.querySelectorAll('.chosen, .near'))
    each.classList.remove('chosen', 'near');
  for (const home of homes) elementOf(home)?.classList.add('chosen');
  const wanted = new Set(nets);
  if (wanted.size) for (const index of built.keys())
    data.levels[index].nets.forEach((net, i) => {
      if (net.carried.some(each => wanted.has(each)))
        built.get(index).nets[i].classList.add('near');
    });
}
function act(target) {
  const frame = target.closest('.frame-box'), box = target.closest('.box');
  const net = target.closest('.net');
  if (box) {
    const item = data.levels[+box.dataset.level].items[+box.dataset.box];
    if (item.group === undefined) chooseBox(item.box);
    else { toggle(item.group); chooseGroup(item.group); }
  } else if (frame) {
    const index = +frame.dataset.group;
    if (target.closest('.fold, .sign') || target === frame) toggle(index);
    chooseGroup(index);
  } else if (net) chooseWire(data.levels[+net.dataset.level].nets[+net.dataset.net].carried);
  else close();
}
function everything(open) {
  opened.clear();
  opened.add(0);
  if (open) {
    let shown = 0;
    for (const [index, level] of data.levels.entries()) {
      shown += level.items.length;
      if (shown > data.sizes.most) break;
      if (index) for (let each = index; each; each = data.levels[each].home[0]) opened.add(each);
    }
  }
  draw();
  close();
  begin();
  markHits();
}
function listenToKeys() {
  document.addEventListener('keydown', e => {
    if (e.target === search || e.ctrlKey || e.metaKey || e.altKey) return;
    const push = 60;
    if (e.key === '+' || e.key === '=') zoomMiddle(1.25);
    else if (e.key === '-') zoomMiddle(1 / 1.25);
    else if (e.key === '0' || e.key === 'f') fit();
    else if (e.key === '/') { e.preventDefault(); search.focus(); }
    else if (e.key === 'n') step(1);
    else if (e.key === 'p') step(-1);
    else if (e.key === 'Escape') close();
    else if (e.key === 'ArrowLeft') pan(push, 0);
    else if (e.key === 'ArrowRight') pan(-push, 0);
    else if (e.key === 'ArrowUp') pan(0, push);
    else if (e.key === 'ArrowDown') pan(0, -push);
    else if ((e.key === 'Enter' || e.key === ' ') && e.target.closest('.box, .frame-box')) {
      e.preventDefault();
      const was = e.target.closest('.box, .frame-box');
      const home = was.classList.contains('box')
        ? [+was.dataset.level, +was.dataset.box] : data.levels[+was.dataset.group].home;
      act(was);
      elementOf(home)?.focus();
    }
  });
}
function start() {
  listenToPointers();
  listenToSearch();
  listenToKeys();
  stage.addEventListener('click', e => { if (moved <= 4) act(e.target); });
  document.getElementById('in').addEventListener('click', () => zoomMiddle(1.25));
  document.getElementById('out').addEventListener('click', () => zoomMiddle(1 / 1.25));
  document.getElementById('fit').addEventListener('click', fit);
  document.getElementById('expand').addEventListener('click', () => everything(true));
  document.getElementById('collapse').addEventListener('click', () => everything(false));
  if (data.levels.length === 1)
    for (const id of ['expand', 'collapse']) document.getElementById(id).hidden = true;
  draw();
  begin();
}
start();
