/**
 * The background pictures as drawings (SVG), all our own: calm rooms and landscapes a little out of focus, as a lens behind a
 * person has them, so that nothing draws the eye and a soft edge of the cut-out does not show. CC0, see static/backgrounds/LICENSE.
 */
import type { Preset } from '../../src/lib/wire/backdrop.ts';

const WIDTH = 1280;
const HEIGHT = 720;

/** Numbers from 0 to 1 that are the same each time: a picture made anew must be the same picture. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const times = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

const gradient = (id: string, stops: readonly string[], turn = 'x1="0" y1="0" x2="0" y2="1"'): string =>
  `<linearGradient id="${id}" ${turn}>${stops
    .map((colour, index) => `<stop offset="${index / (stops.length - 1)}" stop-color="${colour}"/>`)
    .join('')}</linearGradient>`;
const ACROSS = 'x1="0" y1="0" x2="1" y2="0"';
const SLANTED = 'x1="0" y1="0" x2="1" y2="1"';

const blur = (id: string, radius: number): string =>
  `<filter id="${id}" filterUnits="userSpaceOnUse" x="-100" y="-100" width="${WIDTH + 200}" height="${HEIGHT + 200}"><feGaussianBlur stdDeviation="${radius}"/></filter>`;

const rect = (x: number, y: number, w: number, h: number, fill: string, more = ''): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" ${more}/>`;
const all = (fill: string, more = ''): string => rect(-40, -40, WIDTH + 80, HEIGHT + 80, fill, more);
const circle = (x: number, y: number, r: number, fill: string, more = ''): string =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" ${more}/>`;

/** A pot with leaves that rise out of it. */
function plant(x: number, y: number, size: number, pot: string, leaf: readonly [string, string], seed: number): string {
  const roll = dice(seed);
  const leaves = times(17, (index) => {
    const lean = (index - 8) * 9 + roll() * 8;
    const length = size * (0.75 + roll() * 0.45);
    const fill = leaf[index % 2];
    return `<path d="M0 0 C ${-length * 0.16} ${-length * 0.45}, ${-length * 0.1} ${-length * 0.85}, 0 ${-length} C ${length * 0.1} ${-length * 0.85}, ${length * 0.16} ${-length * 0.45}, 0 0" transform="translate(${x} ${y}) rotate(${lean})" fill="${fill}"/>`;
  });
  const w = size * 0.36;
  return `${leaves}<path d="M${x - w} ${y - 6} h${2 * w} l${-w * 0.25} ${size * 0.6} h${-1.5 * w} z" fill="${pot}"/>`;
}

/** A ridge from the left to the right edge. */
function ridge(base: number, height: number, steps: number, fill: string, seed: number): string {
  const roll = dice(seed);
  const points = Array.from({ length: steps + 1 }, (_, index) => [
    (index * (WIDTH + 80)) / steps - 40,
    base - height * (0.25 + 0.75 * roll()),
  ]);
  const [first] = points;
  let line = `M-40 ${HEIGHT + 40} L${first?.[0]} ${first?.[1]}`;
  for (let index = 1; index < points.length; index += 1) {
    const [x0 = 0, y0 = 0] = points[index - 1] ?? [];
    const [x1 = 0, y1 = 0] = points[index] ?? [];
    const middle = (x0 + x1) / 2;
    line += ` C${middle} ${y0}, ${middle} ${y1}, ${x1} ${y1}`;
  }
  return `<path d="${line} L${WIDTH + 40} ${HEIGHT + 40} Z" fill="${fill}"/>`;
}

function books(x: number, y: number, width: number, height: number, colours: readonly string[], seed: number): string {
  const roll = dice(seed);
  let at = x;
  let drawn = '';
  while (at < x + width - 14) {
    const w = 14 + roll() * 20;
    const h = height * (0.62 + roll() * 0.32);
    if (roll() > 0.08) {
      const colour = colours[Math.floor(roll() * colours.length)] ?? '#888';
      drawn += rect(at, y + height - h, w, h, colour) + rect(at, y + height - h * 0.8, w, 5, 'rgb(255 255 255 / 22%)');
    } else at += 26;
    at += w + 1.5;
  }
  return drawn;
}

const scenes: Record<Preset, () => string> = {
  /** A pale wall on which the light of a window falls. */
  plaster:
    () => `<defs>${gradient('wall', ['#f1ece3', '#e3dccf', '#d5ccbd'], SLANTED)}${blur('soft', 14)}${blur('far', 60)}</defs>
    ${all('url(#wall)')}
    <g filter="url(#soft)" fill="#fffaf0" opacity=".62" transform="skewX(-17) translate(250 0)">
      ${times(2, (row) => times(2, (column) => rect(130 + column * 190, 70 + row * 235, 172, 216, '#fffaf0')))}
    </g>
    <g filter="url(#far)"><ellipse cx="1290" cy="720" rx="420" ry="260" fill="#b9ac98" opacity=".55"/></g>
    ${rect(-40, 668, WIDTH + 80, 92, '#cfc5b5')}${rect(-40, 664, WIDTH + 80, 5, '#bfb4a2')}`,

  window:
    () => `<defs>${gradient('wall', ['#dfe5e4', '#cdd6d5'], ACROSS)}${gradient('sky', ['#d4e9f5', '#eef6f6', '#dcebd9'])}${blur('soft', 7)}${blur('near', 4)}<clipPath id="pane">${rect(112, 72, 476, 436, '#fff')}</clipPath></defs>
    ${all('url(#wall)')}
    <g filter="url(#soft)">
      ${rect(90, 50, 520, 480, '#f7f9f8')}${rect(112, 72, 476, 436, 'url(#sky)')}
      <g clip-path="url(#pane)">${circle(220, 470, 92, '#a9c6a0')}${circle(330, 492, 80, '#93b78d')}${circle(470, 468, 100, '#a3c19a')}${rect(112, 496, 476, 14, '#8fae88')}</g>
      ${rect(342, 60, 14, 460, '#f7f9f8')}${rect(100, 268, 500, 12, '#f7f9f8')}
      ${rect(60, 526, 580, 26, '#eef2f1')}
      <path d="M640 0 h90 q-24 330 6 640 h-96 z" fill="#f3f5f3" opacity=".9"/><path d="M668 0 q-10 320 6 640" stroke="#dbe1df" stroke-width="9" fill="none"/>
      <path d="M60 0 h-90 v640 h92 q26 -330 -2 -640 z" fill="#f3f5f3" opacity=".9"/>
    </g>
    <g filter="url(#near)">
      ${rect(820, 560, 420, 20, '#b98f63')}${rect(850, 580, 16, 180, '#a67d54')}${rect(1194, 580, 16, 180, '#a67d54')}
      ${plant(1090, 500, 150, '#f2efe9', ['#5d8a64', '#74a178'], 5)}
      ${rect(900, 520, 96, 16, '#7d98ab')}${rect(908, 536, 84, 12, '#d8c39a')}${rect(896, 548, 104, 13, '#bf7d63')}
    </g>`,

  office:
    () => `<defs>${gradient('wall', ['#e9edf0', '#d4dbe0'])}${gradient('glass', ['#cfe2ec', '#e7f0f3', '#d5e0e3'])}${blur('soft', 9)}${blur('near', 6)}</defs>
    ${all('url(#wall)')}
    <g filter="url(#soft)">
      ${times(4, (index) => rect(40 + index * 200, 60, 180, 380, 'url(#glass)') + times(3, (tower) => rect(50 + index * 200 + tower * 56, 250 + (((index * 3 + tower) * 53) % 110), 44, 200 - (((index * 3 + tower) * 53) % 110), tower % 2 ? '#b4c7d2' : '#a5bcc9', 'opacity=".75"')))}
      ${rect(20, 440, 830, 18, '#f7f9fa')}
      ${times(3, (index) => `<ellipse cx="${230 + index * 330}" cy="38" rx="86" ry="9" fill="#fffef4"/>`)}
    </g>
    <g filter="url(#near)">
      ${rect(900, 150, 340, 470, '#c9b08c')}${times(3, (row) => rect(916, 168 + row * 152, 308, 132, '#ad9472') + books(924, 168 + row * 152, row === 1 ? 150 : 250, 132, ['#e9e5dc', '#4d6f86', '#7d98a6', '#d6ccb9', '#34566d'], 40 + row))}
      ${plant(1160, 410, 70, '#f4f2ec', ['#4f7f5e', '#6c9a74'], 9)}
      ${rect(-40, 600, 820, 26, '#e3e7ea')}${rect(60, 626, 18, 150, '#b9c3ca')}${rect(700, 626, 18, 150, '#b9c3ca')}
      ${rect(150, 470, 210, 120, '#2f3d48')}${rect(158, 478, 194, 104, '#5b7d93')}${rect(244, 588, 22, 14, '#2f3d48')}
      <path d="M520 640 q-6 -150 70 -156 q78 6 72 156 z" fill="#3d5a6c"/>
    </g>`,

  bookshelf:
    () => `<defs>${gradient('wood', ['#8d6a48', '#76563a'])}${gradient('shade', ['#ffe9c4', '#3b2a1c'], SLANTED)}${blur('soft', 6)}</defs>
    ${all('#6a4d34')}
    <g filter="url(#soft)">
      ${times(4, (row) =>
        times(4, (column) => {
          const [x, y] = [-30 + column * 340, -30 + row * 195];
          const colours = ['#8c3f36', '#c8a36a', '#405d63', '#e6dcc6', '#2f4254', '#a8743f', '#6d7d5a'];
          return (
            rect(x, y, 316, 170, '#4c3523') +
            books(x + 6, y, (row + column) % 3 === 0 ? 190 : 296, 170, colours, 7 + row * 11 + column * 5)
          );
        }),
      )}
      ${times(5, (row) => rect(-40, 140 + (row - 1) * 195, WIDTH + 80, 25, 'url(#wood)'))}
      ${times(5, (column) => rect(-54 + column * 340, -40, 24, HEIGHT + 80, 'url(#wood)'))}
      ${plant(270, 130, 64, '#d9cfbd', ['#5f8259', '#7a9c6c'], 3)}${circle(930, 505, 34, '#d7b98b')}${rect(914, 520, 34, 32, '#b8935f')}
    </g>
    ${all('url(#shade)', 'opacity=".26"')}`,

  shoji:
    () => `<defs>${gradient('paper', ['#fbf6ea', '#f1e7d2'])}${gradient('mat', ['#cdc594', '#b7ad78'])}${blur('soft', 3.2)}<radialGradient id="sun" cx=".3" cy=".35" r=".75"><stop offset="0" stop-color="#fff8e4"/><stop offset="1" stop-color="#e6d5b3" stop-opacity="0"/></radialGradient></defs>
    ${all('#5a4230')}
    <g filter="url(#soft)">
      ${times(4, (panel) => {
        const x = -10 + panel * 326;
        return (
          rect(x, 60, 316, 560, '#6b4e37') +
          rect(x + 16, 78, 284, 430, 'url(#paper)') +
          times(3, (line) => rect(x + 16 + (line + 1) * 71 - 3, 78, 5, 430, '#7f6148')) +
          times(5, (line) => rect(x + 16, 78 + (line + 1) * 71.6 - 3, 284, 5, '#7f6148')) +
          rect(x + 16, 520, 284, 84, '#8a6a4d')
        );
      })}
      ${rect(-40, -40, WIDTH + 80, 86, '#ece2cd')}${rect(-40, 40, WIDTH + 80, 22, '#5d4431')}
      ${rect(-40, 620, WIDTH + 80, 22, '#4e3828')}${rect(-40, 642, WIDTH + 80, 120, 'url(#mat)')}
    </g>
    ${all('url(#sun)', 'opacity=".55"')}`,

  /** 青海波, the old wave pattern, hardly visible on warm paper. */
  washi: () => {
    const R = 64;
    const wave = (x: number, y: number): string =>
      `<g fill="none" stroke="#b9ab8d" stroke-width="2">${circle(x, y, R, '#efe7d6', 'stroke="#c3b595"')}${times(3, (index) => circle(x, y, R - (index + 1) * 15, 'none'))}</g>`;
    return `<defs>${gradient('light', ['#fffaf0', '#d9ccb2'], SLANTED)}${blur('soft', 0.8)}</defs>${all('#efe7d6')}
      <g filter="url(#soft)" opacity=".55">${times(25, (row) => times(12, (column) => wave(column * 2 * R + (row % 2) * R - R, -60 + row * R * 0.5)))}</g>
      ${all('url(#light)', 'opacity=".5"')}`;
  },

  curtain:
    () => `<defs>${gradient('cloth', ['#dfe8ea', '#b9cad0'])}${blur('soft', 10)}${gradient('fold', ['#8aa4ae', '#eef4f5', '#9fb6be'], ACROSS)}<radialGradient id="lamp" cx=".72" cy=".25" r=".8"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#7f98a3" stop-opacity="0"/></radialGradient></defs>
    ${all('url(#cloth)')}
    <g filter="url(#soft)">${times(15, (index) => {
      const roll = dice(index + 11);
      const [x, w] = [-60 + index * 94 + roll() * 26, 62 + roll() * 40];
      return `<path d="M${x} -60 q${12 * (roll() - 0.5)} 400 ${20 * (roll() - 0.5)} 860 h${w} q${14 * (roll() - 0.5)} -420 ${-18 * (roll() - 0.5)} -860 z" fill="url(#fold)" opacity=".62"/>`;
    })}</g>
    ${all('url(#lamp)', 'opacity=".42"')}`,

  garden: () => {
    const roll = dice(77);
    const greens = ['#8fb573', '#6f9c5e', '#b6cf8d', '#587f50', '#d6e3a8', '#7aa769'];
    return `<defs>${gradient('far', ['#e7efc9', '#a9c48a', '#57794c'])}${blur('soft', 22)}${blur('near', 9)}</defs>${all('url(#far)')}
      <g filter="url(#soft)">${times(70, () => circle(roll() * WIDTH, roll() * HEIGHT, 40 + roll() * 70, greens[Math.floor(roll() * greens.length)] ?? '', `opacity="${0.35 + roll() * 0.4}"`))}</g>
      <g filter="url(#near)">${times(34, () => circle(roll() * WIDTH, roll() * 520, 12 + roll() * 34, '#fbfbd8', `opacity="${0.12 + roll() * 0.3}"`))}</g>
      <g filter="url(#soft)">${rect(-40, 610, WIDTH + 80, 160, '#4c6e47', 'opacity=".6"')}</g>`;
  },

  mountains:
    () => `<defs>${gradient('sky', ['#c3d7e3', '#e6edec', '#f4ecdf'])}${blur('soft', 2.5)}${blur('mist', 34)}</defs>${all('url(#sky)')}
    <g filter="url(#soft)">
      ${circle(905, 180, 54, '#fdf3de')}
      ${ridge(430, 190, 7, '#adc3cf', 21)}${ridge(500, 170, 6, '#8aa9b8', 8)}
    </g>
    <g filter="url(#mist)">${rect(-60, 470, WIDTH + 120, 60, '#eef1ec', 'opacity=".7"')}</g>
    <g filter="url(#soft)">${ridge(600, 150, 8, '#648a9a', 34)}${ridge(680, 120, 6, '#446a79', 55)}</g>
    <g filter="url(#mist)">${rect(-60, 640, WIDTH + 120, 50, '#c9d8da', 'opacity=".45"')}</g>`,

  sea: () => {
    const roll = dice(5);
    return `<defs>${gradient('sky', ['#a9cfe3', '#d6e9ef', '#f6efe2'])}${gradient('water', ['#7fb3c4', '#4c8ea6', '#2f6f8a'])}${gradient('sand', ['#e9dcc0', '#dcc9a4'])}${blur('soft', 5)}${blur('cloud', 18)}</defs>
      ${all('url(#sky)')}
      <g filter="url(#cloud)" fill="#fff" opacity=".65"><ellipse cx="260" cy="170" rx="220" ry="30"/><ellipse cx="420" cy="200" rx="180" ry="24"/><ellipse cx="1010" cy="120" rx="260" ry="28"/></g>
      <g filter="url(#soft)">${rect(-40, 372, WIDTH + 80, 270, 'url(#water)')}
        ${times(46, () => rect(roll() * WIDTH, 384 + roll() * 210, 60 + roll() * 160, 2.5, '#e6f3f4', `opacity="${0.12 + roll() * 0.25}"`))}
        <path d="M-40 612 C 260 590, 520 640, 820 606 S 1180 620, 1330 596 V780 H-40 z" fill="#f4f1e6"/>
        <path d="M-40 634 C 260 612, 520 662, 820 628 S 1180 640, 1330 616 V780 H-40 z" fill="url(#sand)"/></g>`;
  },

  dawn: () => `<defs>${gradient('sky', ['#8fa3c7', '#d8b9c4', '#f7d2b2', '#fbe7c6'])}${blur('glow', 60)}${blur('soft', 4)}</defs>${all('url(#sky)')}
    <g filter="url(#glow)">${circle(640, 560, 190, '#fff1cf')}</g>
    <g filter="url(#soft)">${ridge(600, 90, 5, '#c39aa3', 14)}${ridge(650, 80, 6, '#93788f', 3)}${ridge(720, 80, 5, '#665a78', 29)}</g>`,

  evening: () => {
    const roll = dice(99);
    const lights = ['#ffd08a', '#ff9f6b', '#fff0c9', '#8fc7e8', '#ffb3a1'];
    return `<defs>${gradient('sky', ['#1d2a45', '#39456a', '#75617c'])}${blur('soft', 8)}${blur('light', 3)}</defs>${all('url(#sky)')}
      <g filter="url(#soft)">${times(20, (index) => rect(-40 + index * 68, 250 + roll() * 190, 74, 560, index % 2 ? '#1a2338' : '#222d47'))}</g>
      <g filter="url(#light)">${times(95, () => circle(roll() * WIDTH, 330 + roll() * 380, 7 + roll() * 22, lights[Math.floor(roll() * lights.length)] ?? '', `opacity="${0.18 + roll() * 0.42}"`))}</g>
      ${rect(-40, 640, WIDTH + 80, 120, '#141b2c', 'opacity=".4"')}`;
  },
};

/** The drawing of a background, 1280 x 720. */
export const sceneOf = (preset: Preset): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${scenes[preset]()}</svg>`;
