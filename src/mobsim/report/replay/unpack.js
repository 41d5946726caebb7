// Turn the record of a report back into the weeks that the views know.

/** Unpack the changes of a measure from week to week, and add them up. */
async function values(packed, areas) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const steps = new Uint8Array(await new Response(stream).arrayBuffer());
  for (let n = areas; n < steps.length; n += 1) steps[n] += steps[n - areas];
  return steps;
}

/** Unpack all measures: by name, for both towns, a function from a week to the values of its neighbourhoods. */
function measuresOf(data) {
  const count = data.map.ids.length;
  const unpacked = Object.entries(data.areas).map(async ([name, { sides, high }]) => {
    const bytes = await Promise.all(sides.map((side) => values(side, count)));
    const week = (side, at) =>
      Array.from(bytes[side].subarray(at * count, (at + 1) * count), (byte) => (byte / 255) * high);
    return [name, week];
  });
  return Promise.all(unpacked);
}

export async function unpack(data) {
  const measures = await measuresOf(data);
  const town = Object.entries(data.town);
  const running = (side, at) => data.work[side].filter((spell) => spell[4] <= at && at < spell[5]);
  return Array.from({ length: data.weeks }, (_, at) =>
    [0, 1].map((side) => ({
      areas: Object.fromEntries(measures.map(([name, week]) => [name, week(side, at)])),
      town: Object.fromEntries(town.map(([name, sides]) => [name, sides[side][at]])),
      initiatives: running(side, at).map(([area, status, measure, lead]) => [0, area, status, 0, measure, lead]),
    })),
  );
}
