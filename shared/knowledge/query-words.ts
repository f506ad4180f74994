import { englishStem } from "../terms/english-stem.ts";
import { withoutParticle } from "../terms/korean-particles.ts";
import { foldText } from "../terms/normalise-text.ts";

/** A word that says what is looked for. `weight` is how much it tells: longer words more, numbers less. */
export type QueryWord = { text: string; kind: "hangul" | "latin" | "number"; weight: number };

/** The words of a question without those that only ask (어떻게, what), without particles and verb endings, each once. */
export function queryWords(query: string): QueryWord[] {
  const words = new Map<string, QueryWord>();
  for (const [found] of foldText(query).matchAll(/[가-힣]+|[a-z]+(?:['’][a-z]+)*|\d+(?:\.\d+)?/g)) {
    const word = /^\d/.test(found) ? number(found) : /^[a-z]/.test(found) ? latin(found) : hangul(found);
    if (word !== undefined) words.set(word.text, word);
  }
  return [...words.values()];
}

function number(found: string): QueryWord {
  return { text: found, kind: "number", weight: 0.5 };
}

function latin(found: string): QueryWord | undefined {
  if (englishStops.has(found)) return undefined;
  return { text: englishStem(found.replace(/['’]/, "")), kind: "latin", weight: found.length < 3 ? 0.5 : 1 };
}

function hangul(found: string): QueryWord | undefined {
  const core = withoutEnding(withoutParticle(found));
  if (koreanStops.has(found) || koreanStops.has(core)) return undefined;
  return { text: core, kind: "hangul", weight: core.length === 1 ? 0.4 : Math.min(core.length, 4) / 3 };
}

/** At least two syllables stay; what is left of 점검해야 is 점검. */
function withoutEnding(word: string): string {
  let core = word;
  for (let round = 0; round < 2; round += 1) {
    const bare = core.replace(verbEnding, "");
    if (bare.length < 2) break;
    core = bare;
  }
  return core;
}

const verbEnding =
  /(?:하려면|하나요|합니까|합니다|하는지|할까요|하세요|해야|하면|하는|하지|하고|하게|하여|했을|했다|했는데|한다|할|한|된|되는|되면|되나요|됩니까|됐을|되었을|돼요|해요|인가요|입니까|인지|이란|이면|려면|으려면|나요|까요|을까요|습니까|니까|는지|은지|을지|는가|은가|는데|으면|면|는|은|을|를|던|다|요|때|시)$/;

const koreanStops = new Set(
  (
    "어떻게 어떤 어떡 무엇 무엇인가 뭐 뭘 뭔가 무슨 왜 언제 어디 어디서 어느 누구 누가 얼마 얼마나 몇 몇번 방법 경우 것 거 수 때 해 해야 하 하나 하는 있 있는 있나 있어 " +
    "있을 없 없는 되 돼 되나 됩 알려 알려줘 알려주 알려주세 알고 싶 싶어 싶은 설명 설명해 가르쳐 주세 주세요 줘 줘요 좀 그리고 또는 및 대한 대해 대하여 관한 관하여 위한 위해 이 그 저 " +
    "것인 것은 인가 무엇인 어떠한 정도 이상 이하 몇도 궁금 부탁 문의 해주 해줘 말해 찾아 보여 합니 하나 하려 한가 일까"
  ).split(" "),
);
const englishStops = new Set(
  (
    "a an the and or but if of in on at to for from by with about into over after before under is are was were be been being am do does did done have has had having " +
    "i you he she it we they me my your our their its this that these those there here what which who whom whose when where why how can could should would will may might must " +
    "shall not no any some all each every much many more most than then so as up out off again please tell show give explain find get need want know let us per does't don't doesn't what's i'm it's"
  ).split(" "),
);
