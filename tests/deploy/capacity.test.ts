import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ASSUMED, capacityTable, inputsTable, MEASURED, needOf } from '../../bench/capacity.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
const page = read('capacity.md');
const cells = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| *-/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
const part = (name: string): string[][] =>
  cells(new RegExp(`<!-- capacity: ${name} -->([\\s\\S]*?)<!-- /capacity -->`).exec(page)?.[1] ?? '');

describe('docs/capacity.md', () => {
  test.each([
    ['measured', inputsTable(MEASURED)],
    ['assumed', inputsTable(ASSUMED)],
    ['needs', capacityTable()],
  ])('the table of what is %s is what the script reckons', (name, table) => {
    expect(part(name)).toEqual(cells(table));
    expect(part(name).length).toBeGreaterThan(5);
  });

  test('what it calls measured stands in docs/figures.md', () => {
    const figures = read('figures.md');
    for (const value of Object.values(MEASURED)) expect(figures).toContain(value.toLocaleString('en'));
  });

  test('what the text says of a million is what comes out', () => {
    const need = needOf(1_000_000);
    expect(Math.ceil(need.sockets)).toBe(Math.ceil((1_000_000 * 2 * 55) / 60));
    expect(page).toContain(`= ${Math.ceil(need.sockets).toLocaleString('en')} at a time`);
    expect(page).toContain(`so ${need.relays} relays`);
    expect(page).toContain(`= ${Math.ceil(need.joinsPerSecond).toLocaleString('en')} a second`);
    expect(page).toContain(`servers: ${need.turnGbps} Gbit/s`);
    expect(page).toContain(`is ${need.turnGBPerInterview} GB`);
    expect(need.turnGBPerInterview).toBe((2 * 800 * 45 * 60) / 8 / 1e6);
  });

  test('twice as many need twice as much, nothing needs nothing but one relay', () => {
    const [one, two] = [needOf(500_000), needOf(1_000_000)];
    expect(two.sockets).toBe(2 * one.sockets);
    expect(two.turnGbps).toBe(2 * one.turnGbps);
    expect(needOf(0)).toMatchObject({ relays: 1, turnServers: 0, sockets: 0, euroTraffic: 0 });
  });
});
