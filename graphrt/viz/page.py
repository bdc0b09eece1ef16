"""The style sheet and script of the HTML page: panning, zooming, search, the details panel.

Plain browser script without libraries. Text from the model reaches the page only through
``textContent``, so nothing in a model can become markup.
"""

from __future__ import annotations

STYLE = """
*{box-sizing:border-box}
html,body{margin:0;height:100%;overflow:hidden;background:#f1f5f9;color:#0f172a;
font:14px/1.45 'Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif}
#stage{position:absolute;inset:0;cursor:grab;touch-action:none;background:#fff}
#stage.dragging{cursor:grabbing}
#stage svg{display:block;width:100%;height:100%;user-select:none}
#bar{position:absolute;left:16px;bottom:16px;display:flex;gap:6px;padding:6px;
background:#fff;border:1px solid #cbd5e1;border-radius:10px;box-shadow:0 2px 10px #0f172a1a}
#bar button,#bar input{height:32px;min-width:34px;border:1px solid #cbd5e1;border-radius:7px;
background:#fff;font:inherit;color:inherit;padding:0 10px}
#bar button{cursor:pointer}
#bar button:hover{background:#f1f5f9}
#bar input{width:190px}
button:focus-visible,input:focus-visible{outline:2px solid #2563eb;outline-offset:1px}
#panel{position:absolute;top:16px;right:16px;bottom:16px;width:330px;max-width:calc(100% - 32px);
overflow:auto;padding:18px 20px;background:#fff;border:1px solid #cbd5e1;border-radius:12px;
box-shadow:0 6px 24px #0f172a26}
#panel[hidden]{display:none}
#panel h2{margin:0 28px 2px 0;font-size:18px;overflow-wrap:anywhere}
#panel p{margin:0 0 12px;color:#475569}
#panel h3{margin:16px 0 4px;font-size:12px;letter-spacing:.04em;text-transform:uppercase;
color:#64748b}
#panel dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 14px;margin:0}
#panel dt{color:#64748b}
#panel dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
#panel dd.value{color:#15803d;font-weight:600}
#panel dd.gradient{color:#dc2626;font-weight:600}
#panel .go{padding:0;border:0;background:none;font:inherit;color:#1d4ed8;cursor:pointer;
text-align:left;overflow-wrap:anywhere}
#panel .close{position:absolute;top:12px;right:14px;border:0;background:none;font-size:22px;
line-height:1;cursor:pointer;color:#64748b}
.graphrt .box,.graphrt .net{cursor:pointer}
.graphrt .box:hover .form{stroke-width:2.75}
.graphrt .net:hover .wire,.graphrt .net.near .wire{stroke:#2563eb;stroke-width:2.5}
.graphrt .net:hover .tip,.graphrt .net.near .tip{fill:#2563eb}
.graphrt .chosen .form{stroke:#2563eb;stroke-width:3.5}
.graphrt.searching .box:not(.found),.graphrt.searching .net{opacity:.22}
@media print{#bar,#panel{display:none}}
"""

SCRIPT = """
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const stage = document.getElementById('stage'), svg = stage.querySelector('svg');
const panel = document.getElementById('panel'), search = document.getElementById('search');
const whole = svg.viewBox.baseVal;
const full = {x: 0, y: 0, w: whole.width, h: whole.height};
const boxes = [], nets = [];
for (const g of svg.querySelectorAll('.box')) boxes[+g.dataset.box] = g;
for (const g of svg.querySelectorAll('.net')) nets[+g.dataset.net] = g;
let view = {...full};
let untouched = true;  // until the reader pans or zooms

function show() {
  untouched = false;
  svg.setAttribute('viewBox', [view.x, view.y, view.w, view.h].join(' '));
}
function unit() {  // picture units per pixel
  const r = stage.getBoundingClientRect();
  return Math.max(view.w / r.width, view.h / r.height);
}
const BAR = 64;  // pixels the tool bar takes at the bottom
function scaleOfAll() {  // at most twice life size
  const r = stage.getBoundingClientRect();
  return Math.max(full.w / r.width, full.h / Math.max(r.height - BAR, 1), 0.5);
}
function look(scale) {
  const r = stage.getBoundingClientRect();
  view.w = r.width * scale; view.h = r.height * scale;
  view.x = Math.min(0, (full.w - view.w) / 2);  // what is too wide is seen from its beginning
  view.y = Math.min(0, (full.h - view.h + BAR * scale) / 2);
  show();
}
function fit() { look(scaleOfAll()); }
function start() { look(Math.min(scaleOfAll(), 1.5)); untouched = true; }
let pixels = stage.getBoundingClientRect();
function resized() {
  const before = pixels;
  pixels = stage.getBoundingClientRect();
  if (untouched) { start(); return; }
  view.w *= pixels.width / before.width; view.h *= pixels.height / before.height;
  show();
}
function zoom(factor, px, py) {
  const r = stage.getBoundingClientRect();
  const fx = (px - r.left) / r.width, fy = (py - r.top) / r.height;
  const widest = 4 * Math.max(full.w, full.h * r.width / r.height, r.width);
  const w = Math.min(Math.max(view.w * factor, 40), widest);
  const h = w * view.h / view.w;
  view.x += (view.w - w) * fx; view.y += (view.h - h) * fy; view.w = w; view.h = h;
  show();
}
function zoomMiddle(factor) {
  const r = stage.getBoundingClientRect();
  zoom(factor, r.left + r.width / 2, r.top + r.height / 2);
}
function centre(g) {
  const b = g.getBBox();
  if (view.w > 1800) { view.h *= 1400 / view.w; view.w = 1400; }
  view.x = b.x + b.width / 2 - view.w / 2; view.y = b.y + b.height / 2 - view.h / 2;
  show();
}

const fingers = new Map();
let moved = 0, spread = 0;
stage.addEventListener('pointerdown', e => {
  fingers.set(e.pointerId, [e.clientX, e.clientY]);
  moved = 0; spread = 0;
});
stage.addEventListener('pointermove', e => {
  const last = fingers.get(e.pointerId);
  if (!last) return;
  const dx = e.clientX - last[0], dy = e.clientY - last[1];
  moved += Math.abs(dx) + Math.abs(dy);
  fingers.set(e.pointerId, [e.clientX, e.clientY]);
  if (moved > 4 && !stage.hasPointerCapture(e.pointerId)) {
    stage.setPointerCapture(e.pointerId); stage.classList.add('dragging');
  }
  const u = unit() / fingers.size;
  view.x -= dx * u; view.y -= dy * u;
  if (fingers.size === 2) {
    const [a, b] = [...fingers.values()];
    const now = Math.hypot(a[0] - b[0], a[1] - b[1]);
    if (spread) zoom(spread / now, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
    spread = now;
  }
  show();
});
for (const kind of ['pointerup', 'pointercancel'])
  stage.addEventListener(kind, e => {
    fingers.delete(e.pointerId); stage.classList.remove('dragging'); spread = 0;
  });
stage.addEventListener('wheel', e => {
  e.preventDefault();
  zoom(Math.exp(Math.max(-60, Math.min(60, e.deltaY)) * 0.004), e.clientX, e.clientY);
}, {passive: false});
stage.addEventListener('click', e => {
  if (moved > 4) return;
  const box = e.target.closest('.box'), net = e.target.closest('.net');
  if (box) chooseBox(+box.dataset.box); else if (net) chooseNet(+net.dataset.net); else clear();
});
document.addEventListener('keydown', e => {
  if (e.target === search) { if (e.key === 'Escape') search.blur(); return; }
  const step = 60 * unit();
  if (e.key === '+' || e.key === '=') zoomMiddle(1 / 1.25);
  else if (e.key === '-') zoomMiddle(1.25);
  else if (e.key === '0' || e.key === 'f') fit();
  else if (e.key === '/') { e.preventDefault(); search.focus(); }
  else if (e.key === 'Escape') clear();
  else if (e.key === 'ArrowLeft') { view.x -= step; show(); }
  else if (e.key === 'ArrowRight') { view.x += step; show(); }
  else if (e.key === 'ArrowUp') { view.y -= step; show(); }
  else if (e.key === 'ArrowDown') { view.y += step; show(); }
});

function clear() {
  panel.hidden = true;
  for (const g of svg.querySelectorAll('.chosen, .near')) g.classList.remove('chosen', 'near');
}
function element(tag, text, name) {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (name) e.className = name;
  return e;
}
function open(title, subtitle) {
  clear();
  panel.replaceChildren();
  const close = element('button', '\\u00d7', 'close');
  close.setAttribute('aria-label', 'Close');
  close.addEventListener('click', clear);
  panel.append(close, element('h2', title));
  if (subtitle) panel.append(element('p', subtitle));
  panel.hidden = false;
  panel.scrollTop = 0;
}
function rows(list) {
  const dl = element('dl');
  for (const [what, text, kind] of list) if (text)
    dl.append(element('dt', what), element('dd', text, kind));
  if (dl.children.length) panel.append(dl);
}
function readings(net) {
  rows([['value', net.value, 'value'], ['gradient', net.gradient, 'gradient']]);
}
function links(title, list) {
  if (!list.length) return;
  panel.append(element('h3', title));
  for (const index of list) {
    const go = element('button', data.boxes[index].name, 'go');
    go.addEventListener('click', () => { chooseBox(index); centre(boxes[index]); });
    const line = element('div');
    line.append(go);
    panel.append(line);
  }
}
function chooseBox(index) {
  const box = data.boxes[index];
  open(box.name, box.gate ? box.op + ': ' + box.gate : box.op);
  boxes[index].classList.add('chosen');
  rows(box.rows);
  const ins = [], results = data.nets.filter(net => net.source === index);
  for (const net of results) {
    if (results.length > 1) panel.append(element('h3', 'Result ' + net.name));
    readings(net);
  }
  data.nets.forEach((net, i) => {
    if (net.source === index) nets[i].classList.add('near');
    for (const [target, slot] of net.targets) if (target === index) {
      nets[i].classList.add('near');
      ins.push([slot, net.source]);
    }
  });
  ins.sort((a, b) => a[0] - b[0]);
  links('Operands', ins.map(each => each[1]));
  const users = results.flatMap(net => net.targets.map(each => each[0]));
  links('Users', [...new Set(users)]);
}
function chooseNet(index) {
  const net = data.nets[index];
  open(net.name, net.type);
  nets[index].classList.add('near');
  readings(net);
  links('From', [net.source]);
  links('Users', [...new Set(net.targets.map(t => t[0]))]);
}

let hits = [], hit = 0;
search.addEventListener('input', () => {
  const wanted = search.value.trim().toLowerCase();
  hits = []; hit = 0;
  data.boxes.forEach((box, i) => {
    const text = [box.name, box.title, box.op].join(' ').toLowerCase();
    const found = wanted && text.includes(wanted);
    boxes[i].classList.toggle('found', !!found);
    if (found) hits.push(i);
  });
  svg.classList.toggle('searching', !!wanted);
});
search.addEventListener('keydown', e => {
  if (e.key !== 'Enter' || !hits.length) return;
  const index = hits[hit++ % hits.length];
  chooseBox(index); centre(boxes[index]);
});
document.getElementById('in').addEventListener('click', () => zoomMiddle(1 / 1.25));
document.getElementById('out').addEventListener('click', () => zoomMiddle(1.25));
document.getElementById('fit').addEventListener('click', fit);
svg.removeAttribute('width'); svg.removeAttribute('height');
addEventListener('resize', resized);
start();
"""
