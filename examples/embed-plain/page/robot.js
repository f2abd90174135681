import { mount } from '/viewer/index.js';

const problem = document.querySelector('#problem');
const linked = document.querySelector('#linked');

function tell({ message }) {
  problem.textContent = message;
  problem.hidden = false;
}

const [cell, wrist] = await Promise.all([
  mount(document.querySelector('#cell'), {
    source: '/recordings/cell.rrd',
    time: 46n,
    panels: { topBar: false, tree: false, selection: false },
    onError: tell,
  }),
  mount(document.querySelector('#wrist'), {
    source: '/recordings/wrist.rrd',
    time: 46n,
    panels: 'none',
    onError: tell,
  }),
]);

const goAlong = () => {
  const { time } = cell.time();
  if (linked.checked && time !== null) wrist.setTime(time);
};
cell.on('time', goAlong);
linked.addEventListener('change', goAlong);
for (const button of document.querySelectorAll('[data-frame]')) {
  button.addEventListener('click', () => cell.setTime(BigInt(button.dataset.frame)));
}

// For the console of whoever reads this.
window.viewers = { cell, wrist };
