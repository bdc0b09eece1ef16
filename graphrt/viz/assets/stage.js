// Panning and zooming: one transform on the group that holds everything.

const stage = document.getElementById('stage');
const canvas = document.getElementById('canvas'), world = document.getElementById('world');
const SMALLEST = 0.02, LARGEST = 8, TOOLS = 64;  // scales; pixels the tool bar takes
let view = {x: 0, y: 0, scale: 1};  // pixels of the origin, pixels per unit
let extent = {width: 1, height: 1};
let untouched = true;  // until the reader pans or zooms

function show() {
  world.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.scale})`);
}
function scaleOfAll() {
  const r = stage.getBoundingClientRect();
  const all = Math.min(r.width / extent.width, (r.height - TOOLS) / extent.height);
  return Math.max(Math.min(all, 2), SMALLEST);
}
function look(scale) {  // what is too wide is seen from its beginning
  const r = stage.getBoundingClientRect();
  view = {
    scale,
    x: Math.max(0, (r.width - extent.width * scale) / 2),
    y: Math.max(0, (r.height - TOOLS - extent.height * scale) / 2),
  };
  show();
}
function fit() { look(scaleOfAll()); untouched = false; }
function begin() { look(Math.max(scaleOfAll(), 0.65)); untouched = true; }
function pan(dx, dy) { view.x += dx; view.y += dy; untouched = false; show(); }
function zoom(factor, px, py) {
  const r = stage.getBoundingClientRect();
  const scale = Math.min(Math.max(view.scale * factor, SMALLEST), LARGEST);
  const x = px - r.left, y = py - r.top, by = scale / view.scale;
  view = {scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by};
  untouched = false;
  show();
}
function zoomMiddle(factor) {
  const r = stage.getBoundingClientRect();
  zoom(factor, r.left + r.width / 2, r.top + r.height / 2);
}
function centre(element) {
  if (view.scale < 0.5) zoomMiddle(0.8 / view.scale);
  const r = stage.getBoundingClientRect(), b = element.getBoundingClientRect();
  const room = panel.hidden ? 0 : Math.min(panel.offsetWidth, r.width / 2);
  pan((r.left + (r.width - room) / 2) - (b.left + b.width / 2),
      (r.top + r.height / 2) - (b.top + b.height / 2));
}

const fingers = new Map();
let moved = 0, spread = 0;
function listenToPointers() {
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
    if (moved <= 4) return;
    if (!stage.hasPointerCapture(e.pointerId)) {
      stage.setPointerCapture(e.pointerId); stage.classList.add('dragging');
    }
    pan(dx / fingers.size, dy / fingers.size);
    if (fingers.size === 2) {
      const [a, b] = [...fingers.values()];
      const now = Math.hypot(a[0] - b[0], a[1] - b[1]);
      if (spread) zoom(now / spread, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      spread = now;
    }
  });
  for (const kind of ['pointerup', 'pointercancel', 'pointerleave'])
    stage.addEventListener(kind, e => {
      fingers.delete(e.pointerId); stage.classList.remove('dragging'); spread = 0;
    });
  stage.addEventListener('wheel', e => {
    e.preventDefault();
    if (e.shiftKey) { pan(-e.deltaY - e.deltaX, 0); return; }
    const pixels = e.deltaMode === 1 ? e.deltaY * 16 : e.deltaY;
    zoom(Math.exp(-Math.max(-60, Math.min(60, pixels)) * 0.004), e.clientX, e.clientY);
  }, {passive: false});
  addEventListener('resize', () => { if (untouched) begin(); });
}
