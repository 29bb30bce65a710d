/** `npm run bench`: all benchmarks; `npm run bench -- mesh relay`: those by their names, as below. Each prints a table. */
const benches: Record<string, () => Promise<void>> = {
  mesh: async () => (await import('./mesh/run.ts')).runMesh(),
  outage: async () => (await import('./outage.ts')).runOutage(),
  nat: async () => (await import('./nat.ts')).runNat(),
  relay: async () => void (await (await import('./relay.ts')).run()),
  interview: async () => (await import('./interview-bytes.ts')).runInterviewBytes(),
  capacity: async () => (await import('./capacity.ts')).runCapacity(),
  page: async () => (await import('./page-load.ts')).runPageLoad(),
  lines: async () => (await import('./lines/run.ts')).runLines(),
  streams: async () => (await import('./streams/run.ts')).runStreams(),
  documents: async () => (await import('./documents.ts')).runDocuments(),
  kills: async () => (await import('./kills.ts')).runKills(),
  summary: async () => (await import('./summary.ts')).runSummary(),
  transcript: async () => (await import('./transcript.ts')).runTranscript(),
  background: async () => (await import('./background.ts')).runBackground(),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
for (const [name, run] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n## ${name}`);
  await run();
}

export {}; // a module, for the awaits above
