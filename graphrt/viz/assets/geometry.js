// Where everything of one level stands, given which of its groups are open.
//
// Columns and the order within them never change; they were found in Python. An open group is
// larger than its box, so its neighbours in the column make room, and columns move apart. As in
// layout.py, wires change their height in the channels between columns only.

function arrange(level, frames, sizes) {
  const {column, order, blocks} = level;
  const above = [...level.above], below = [...level.below], y = [...level.y];
  for (const [position, frame] of frames) {
    above[position] = below[position] = frame.height / 2;
    const was = blocks[position].entries[0], now = frame.entries[0];
    if (was !== undefined && now !== undefined) y[position] += was[1] - now;  // stays level
  }
  if (frames.size) for (const vertices of order) makeRoom(vertices, y, above, below, level, sizes);
  let top = Infinity, bottom = 0;
  y.forEach((height, v) => { top = Math.min(top, height - above[v]); });
  for (let v = 0; v < y.length; v++) {
    y[v] -= top;
    bottom = Math.max(bottom, y[v] + below[v]);
  }
  const exitAt = (i, exit) => y[i] + (frames.has(i) ? frames.get(i).exits : level.exits[i])[exit];
  const entryAt = (i, entry) =>
    y[i] + (frames.has(i) ? frames.get(i).entries[entry] : blocks[i].entries[entry][1]);
  const ways = level.nets.map(net => wayOf(net, column, y, exitAt, entryAt));
  const places = columnsOf(level, frames, ways, sizes);
  const centres = blocks.map((block, i) => [places[column[i]].middle, y[i]]);
  const labels = level.nets.map(net => {
    const place = places[column[net.source]];
    const span = frames.has(net.source) ? frames.get(net.source).width : blocks[net.source].span;
    const right = place.middle + span / 2, width = blocks[net.source].label;
    const beside = place.body - right > sizes.spare;
    const x = beside ? right + width / 2 : (place.body + place.right) / 2;
    return [x, exitAt(net.source, net.exit)];
  });
  const paths = level.nets.map((net, i) => pathsOf(net, ways[i], places, level, frames, centres));
  return {centres, labels, paths, width: places.length ? places.at(-1).right : 0, height: bottom};
}

function makeRoom(vertices, y, above, below, level, sizes) {
  // The mean of pushing down and of pushing up keeps all distances, as each of them does.
  const apart = (upper, lower) =>
    below[upper] + above[lower] +
    (upper < level.blocks.length && lower < level.blocks.length ? sizes.gap : sizes.wireGap);
  const down = vertices.map(v => y[v]), up = [...down];
  for (let i = 1; i < vertices.length; i++)
    down[i] = Math.max(down[i], down[i - 1] + apart(vertices[i - 1], vertices[i]));
  for (let i = vertices.length - 2; i >= 0; i--)
    up[i] = Math.min(up[i], up[i + 1] - apart(vertices[i], vertices[i + 1]));
  vertices.forEach((v, i) => { y[v] = (down[i] + up[i]) / 2; });
}

function wayOf(net, column, y, exitAt, entryAt) {
  // Heights: at the source, in each column passed, and at each target.
  const start = column[net.source];
  const heights = [exitAt(net.source, net.exit), ...net.passing.map(v => y[v])];
  const ends = net.targets.map(([target, entry]) =>
    ({target, entry, steps: column[target] - start, height: entryAt(target, entry)}));
  return {start, heights, ends};
}

function columnsOf(level, frames, ways, sizes) {
  const rises = level.order.map(() => 0);
  for (const {start, heights, ends} of ways) {
    const rise = (step, to) => {
      rises[start + step] = Math.max(rises[start + step], Math.abs(heights[step] - to));
    };
    for (let i = 1; i < heights.length; i++) rise(i - 1, heights[i]);
    for (const end of ends) rise(end.steps - 1, end.height);
  }
  let left = 0;
  return level.order.map((vertices, index) => {
    let span = 0, label = 0;
    for (const v of vertices) if (v < level.blocks.length) {
      span = Math.max(span, frames.has(v) ? frames.get(v).width : level.blocks[v].span);
      label = Math.max(label, level.blocks[v].label);
    }
    const place = {left, middle: left + span / 2, body: left + span, right: left + span + label};
    left = place.right + Math.min(sizes.widest, sizes.narrowest + rises[index] / 6);
    return place;
  });
}

function pathsOf(net, way, places, level, frames, centres) {
  const half = i => frames.has(i) ? frames.get(i).width / 2 : null;
  const {start, heights, ends} = way;
  const out = half(net.source) ?? level.blocks[net.source].exit;
  const trunk = [[centres[net.source][0] + out, heights[0]], [places[start].right, heights[0]]];
  for (let i = 1; i < heights.length; i++)
    trunk.push([places[start + i].left, heights[i]], [places[start + i].right, heights[i]]);
  const branches = ends.map(({target, entry, steps, height}) => {
    const reach = half(target) ?? -level.blocks[target].entries[entry][0];
    return [trunk[2 * steps - 1], [places[start + steps].left, height],
            [centres[target][0] - reach, height]];
  });
  if (branches.length > 1) return {trunk, branches};
  return {trunk: [], branches: [[...trunk.slice(0, -1), ...branches[0]]]};
}

const short = number => String(Math.round(number * 10) / 10);

function outline(path) {
  let [x, y] = path[0], text = `M${short(x)} ${short(y)}`;
  for (const [nx, ny] of path.slice(1)) {
    const middle = short((x + nx) / 2);
    text += Math.abs(ny - y) < 0.05 ? `H${short(nx)}`
      : `C${middle} ${short(y)} ${middle} ${short(ny)} ${short(nx)} ${short(ny)}`;
    [x, y] = [nx, ny];
  }
  return text;
}

function arrow(path) {
  const [x, y] = path.at(-1);
  return `M${short(x)} ${short(y)}L${short(x - 9)} ${short(y - 4)}V${short(y + 4)}Z`;
}
