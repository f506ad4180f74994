import type { Term, TermCategory } from "../shared/ports/term-store.ts";

/** How often a message holds a slip of the finger. */
const SLIPS = 0.2;

/**
 * What the `index`-th technician says, in order: a report, then follow-ups that rest on it; the same in every run. Two
 * thirds are Korean. Each message holds a place, a thing, a time or a reading of its own, and every fifth a misspelt word,
 * so that hardly any comes twice: nothing is answered from memory that would not be in life.
 */
export function conversation(terms: Term[], index: number): string[] {
  const random = randomFrom(index + 1);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const said = (category: TermCategory) => {
    const { name, aliases } = pick(terms.filter((term) => term.category === category));
    return pick([name, ...aliases]);
  };
  const facts: Facts = {
    place: said("location"),
    thing: said("equipmentType"),
    symptom: said("statusCode"),
    other: said("statusCode"),
    elsewhere: said("location"),
    item: `B-${1_000 + Math.floor(random() * 3_000)}`,
    number: (random() * 90 + 10).toFixed(1),
    time: `${Math.floor(random() * 24)}:${String(Math.floor(random() * 60)).padStart(2, "0")}`,
  };
  const { reports, followUps } = index % 3 === 2 ? english : korean;
  const rest = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(followUps));
  return [pick(reports), ...new Set(rest)].map((say) => {
    const message = say(facts);
    return random() < SLIPS ? misspelt(message, random) : message;
  });
}

/** Two neighbouring letters in each other's place. */
function misspelt(message: string, random: () => number): string {
  const at = Math.floor(random() * (message.length - 1));
  const [one = "", other = ""] = message.slice(at, at + 2);
  return /\p{L}/u.test(one) && /\p{L}/u.test(other)
    ? message.slice(0, at) + other + one + message.slice(at + 2)
    : message;
}

type Facts = Record<"place" | "thing" | "symptom" | "other" | "elsewhere" | "item" | "number" | "time", string>;
type Say = (facts: Facts) => string;

const korean: { reports: Say[]; followUps: Say[] } = {
  reports: [
    ({ place, thing, symptom, time }) => `${place} ${thing} ${symptom} ${time} 확인`,
    ({ place, thing, symptom, time }) =>
      `${time}에 ${place} 순찰 중 ${thing}에서 ${symptom} 발생했습니다. 점검 부탁드립니다`,
    ({ place, thing, symptom, number }) =>
      `${place}에 있는 ${thing} ${symptom}, 지금 ${number}까지 올라갔고 점점 심해집니다`,
    ({ thing, symptom, number }) => `${thing}이 어제부터 ${symptom} 같은데 측정값이 ${number}이에요`,
    ({ place, symptom, time }) => `${place} 쪽에서 ${time}부터 ${symptom} 계속 있음`,
    ({ item, symptom, number }) => `${item} ${symptom} 점검 요청, 지시값 ${number}`,
    ({ thing, number }) => `${thing} 점검 주기가 어떻게 되나요? 운전 ${number}시간 지났습니다`,
  ],
  followUps: [
    ({ elsewhere, time }) => `아니 거기 말고 ${elsewhere}이야, ${time}에 다시 봤어`,
    ({ other, number }) => `${other}도 같이 있어요, ${number} 정도`,
    ({ time }) => `긴급으로 처리해 주세요, ${time}까지 부탁합니다`,
    ({ thing, number }) => `${thing} ${number}이면 어떻게 조치하면 되나요?`,
    ({ symptom, time }) => `지난번 ${symptom}은 어떻게 수리했어? ${time}에 교대입니다`,
    ({ item }) => `${item} 이력도 보여줘`,
    ({ number }) => `볼트 조임 토크는 얼마로 해야 하나요? 지금은 ${number} N·m 입니다`,
    ({ place, time }) => `위치는 ${place} 맞고 ${time}에 작업 허가 받았어요`,
  ],
};

const english: { reports: Say[]; followUps: Say[] } = {
  reports: [
    ({ place, thing, symptom, time }) => `${place} ${thing} ${symptom} since ${time}`,
    ({ place, thing, symptom, number }) =>
      `The ${thing} at ${place} shows ${symptom}, reading ${number} now. Please check before the shift ends.`,
    ({ item, symptom, number }) => `${item} ${symptom}, indicator says ${number}`,
    ({ thing, symptom, number }) => `${thing} won't run properly: ${symptom} at ${number} percent load`,
    ({ thing, number }) => `How often is the ${thing} inspected after ${number} hours?`,
  ],
  followUps: [
    ({ elsewhere, time }) => `Sorry, not there, it is ${elsewhere}, seen again at ${time}`,
    ({ other, number }) => `There is ${other} as well, about ${number}`,
    ({ time }) => `This is urgent, finish it by ${time}`,
    ({ thing, number }) => `What should I check first on the ${thing} at ${number}?`,
    ({ symptom, time }) => `What was done about ${symptom} last time? Handover is at ${time}`,
    ({ item }) => `show me other work on ${item}`,
    ({ number }) => `what is the torque limit for the bolts, ${number} N·m?`,
  ],
};

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
