// Search by name, title, op and scope: as one types the hits are marked, Enter goes to the next.

const search = document.getElementById('search'), count = document.getElementById('count');
let hits = [], hit = -1, words = null;

function find() {
  const wanted = search.value.trim().toLowerCase();
  words ??= data.boxes.map(box => [box.name, box.title, box.op].join('\n').toLowerCase());
  hits = []; hit = -1;
  if (wanted) words.forEach((text, i) => { if (text.includes(wanted)) hits.push(i); });
  canvas.classList.toggle('searching', hits.length > 0);
  markHits();
  tell();
}
function tell() {
  if (!search.value.trim()) count.textContent = '';
  else if (!hits.length) count.textContent = 'none';
  else count.textContent = hit < 0 ? `${hits.length} found` : `${hit + 1} of ${hits.length}`;
}
function markHits() {  // a closed group is marked when it holds a hit
  for (const each of world.querySelectorAll('.found')) each.classList.remove('found');
  for (const index of hits) elementOf(data.boxes[index].home)?.classList.add('found');
}
function step(by) {
  if (!hits.length) return;
  hit = hit < 0 ? (by > 0 ? 0 : hits.length - 1) : (hit + by + hits.length) % hits.length;
  canvas.classList.remove('searching');
  jump(hits[hit]);
  markHits();
  tell();
}
function listenToSearch() {
  search.addEventListener('input', find);
  search.addEventListener('keydown', e => {
    if (e.key === 'Enter') { e.preventDefault(); step(e.shiftKey ? -1 : 1); }
    else if (e.key === 'Escape') { search.value = ''; find(); search.blur(); }
  });
  document.getElementById('next').addEventListener('click', () => step(1));
  document.getElementById('previous').addEventListener('click', () => step(-1));
}
