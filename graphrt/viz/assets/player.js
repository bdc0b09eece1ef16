// Plays a picture: forward node by node, then backward. `data.steps` say what each step shows:
// the box it lights up, the nets whose values or gradients appear, and the sums to read.
const data = JSON.parse(document.getElementById('data').textContent);
const svg = document.querySelector('svg.graphrt');
const byNumber = (kind, number) => svg.querySelector(`[data-${kind}="${number}"]`);
let at = 0;
let timer = null;

function show(step) {
  at = Math.max(0, Math.min(step, data.steps.length));
  const seen = data.steps.slice(0, at);
  const values = new Set(seen.flatMap((each) => each.values));
  const gradients = new Set(seen.flatMap((each) => each.gradients));
  svg.querySelectorAll('[data-net]').forEach((net) => {
    const number = Number(net.dataset.net);
    net.querySelectorAll('.value, .of-value').forEach((text) => text.classList.toggle('unseen', !values.has(number)));
    net.querySelectorAll('.gradient, .of-gradient').forEach((text) => text.classList.toggle('unseen', !gradients.has(number)));
  });
  svg.querySelectorAll('.box').forEach((box) => box.classList.remove('now', 'back-now'));
  const now = data.steps[at - 1];
  if (now) {
    byNumber('box', now.box).classList.add(now.backward ? 'back-now' : 'now');
  }
  document.getElementById('phase').textContent = now ? (now.backward ? 'backward' : 'forward') : 'ready';
  document.getElementById('title').textContent = now ? now.title : 'Nothing is computed yet.';
  document.getElementById('lines').replaceChildren(
    ...(now ? now.lines : []).map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }),
  );
  document.getElementById('count').textContent = `${at} of ${data.steps.length}`;
  document.getElementById('slider').value = at;
}

function stop() {
  clearInterval(timer);
  timer = null;
  document.getElementById('play').textContent = 'Play';
}

function play() {
  if (timer !== null) {
    stop();
    return;
  }
  if (at === data.steps.length) {
    show(0);
  }
  document.getElementById('play').textContent = 'Pause';
  timer = setInterval(() => {
    show(at + 1);
    if (at === data.steps.length) {
      stop();
    }
  }, 1200);
}

document.getElementById('first').onclick = () => { stop(); show(0); };
document.getElementById('previous').onclick = () => { stop(); show(at - 1); };
document.getElementById('next').onclick = () => { stop(); show(at + 1); };
document.getElementById('last').onclick = () => { stop(); show(data.steps.length); };
document.getElementById('play').onclick = play;
document.getElementById('slider').max = data.steps.length;
document.getElementById('slider').oninput = (event) => { stop(); show(Number(event.target.value)); };
document.onkeydown = (event) => {
  const keys = { ArrowRight: () => show(at + 1), ArrowLeft: () => show(at - 1), ' ': play };
  if (keys[event.key] && event.target.tagName !== 'BUTTON' && event.target.tagName !== 'INPUT') {
    event.preventDefault();
    keys[event.key]();
  }
};
show(0);
