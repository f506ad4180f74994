import { englishStem } from "../terms/english-stem.ts";
import { isParticle, withoutParticle } from "../terms/korean-particles.ts";
import { isPlainlyVerb, verbStems } from "../terms/korean-stems.ts";
import { foldText } from "../terms/normalise-text.ts";

/**
 * A word that says what is looked for. `weight` is how much it tells: part numbers most, verbs and numbers less. A verb has the
 * `stems` that it may come from.
 */
export type QueryWord = { text: string; kind: "hangul" | "latin" | "number"; weight: number; stems?: string[] };

/** The words of a question without those that only ask (어떻게, what), without particles and verb endings, each once. */
export function queryWords(query: string): QueryWord[] {
  const words = new Map<string, QueryWord>();
  for (const [found] of foldText(query).matchAll(/[가-힣]+|[a-z0-9]+(?:[-/._'’][a-z0-9]+)*/g)) {
    for (const piece of pieces(found)) {
      const word = wordOf(piece);
      if (word !== undefined) words.set(word.text, word);
    }
  }
  return [...words.values()];
}

/** A letter before the digit, or one apart from it: P-220, E57, 6205-ZZ, but neither 100ppm nor 10/20. */
const partNumber = /^(?=[^\d]*[a-z])(?=.*\d)(?:[a-z]+\d[a-z\d]*|[a-z0-9]+(?:[-/._][a-z0-9]+)+)$|^\d+-[a-z]+\d*$/;

function pieces(found: string): string[] {
  if (partNumber.test(found)) return [found];
  if (/^\d[\d.]*[a-z]+$/.test(found)) return found.match(/[\d.]+|[a-z]+/g)!;
  return /^[\d.]+$/.test(found) ? [found] : found.split(/[-/_]/);
}

function wordOf(piece: string): QueryWord | undefined {
  if (partNumber.test(piece)) return code(piece);
  if (/^[\d.]+$/.test(piece)) return number(piece);
  return /^[a-z0-9]/.test(piece) ? latin(piece) : hangul(piece);
}

/** As the index has it: without what joins its parts. */
function code(found: string): QueryWord {
  return { text: found.replaceAll(/[-/._]/g, ""), kind: "latin", weight: weights.code };
}

/** Verbs are said in many ways, and numbers are in most texts: they tell less than names of things. */
const weights = { code: 2, number: 0.4, short: 0.4, verb: 0.5, vague: 0.5, latin: 1, hangul: 1 };

function number(found: string): QueryWord {
  return { text: found, kind: "number", weight: weights.number };
}

function latin(found: string): QueryWord | undefined {
  if (englishStops.has(found)) return undefined;
  const weight = found.length < 3 ? weights.short : vague.has(found) ? weights.vague : weights.latin;
  return { text: englishStem(found.replace(/['’.]/, "")), kind: "latin", weight };
}

function hangul(found: string): QueryWord | undefined {
  const noun = withoutParticle(found);
  const stem = withoutEnding(found);
  const isVerb = stem !== found && stem.length <= noun.length;
  const core = isVerb ? stem : noun;
  if ([found, noun, stem].some((form) => koreanStops.has(form)) || asksOnly(found)) return undefined;
  const weight = vague.has(core) ? weights.vague : weights.hangul;
  if (isPlainlyVerb(found)) return { text: core, kind: "hangul", weight: weights.verb, stems: verbStems(found) };
  if (core.length === 1) return { text: core, kind: "hangul", weight: weights.short };
  return { text: core, kind: "hangul", weight: isVerb ? weights.verb : weight };
}

/** 뭐부터, 어디에서, and a light verb that is all ending: 하나요. */
function asksOnly(word: string): boolean {
  if (word.replace(verbEnding, "") === "") return true;
  const asking = interrogative.exec(word)?.[0];
  return asking !== undefined && (asking === word || isParticle(word.slice(asking.length)));
}

const interrogative = /^(?:무엇|무얼|뭐|뭘|어디|언제|누구|얼마|어느|무슨|어떤|왜|몇)/;
/** Said of anything that does not do its work, and of any work on it: which thing it is tells more. */
const vague = new Set(
  "고장 문제 이상 불량 증상 점검 조치 대처 처리 해결 broken broke breakdown problem trouble fault faulty failed".split(
    " ",
  ),
);

/** 점검해야 is 점검, 울리면 is 울리; a word without such an ending stays. */
function withoutEnding(word: string): string {
  const bare = word.replace(verbEnding, "");
  return bare.length > 0 ? bare : word;
}

const verbEnding =
  /(?:하려면|하나요?|합니까|합니다|하는지|할까요?|하세요|해야|하면|하는|하지|하고|하게|하여|했을|했다|했는데|한다|할|한|해요?|된|되는|되면|되나요?|됩니까|됐을|되었을|돼요?|인가요?|입니까|인지|이란|이면|으려면|려면|나요|을까요?|습니까|습니다|니까|는지|은지|을지|는가|는데|으면|면|어요|아요|여요|워요|춰요|려요|어야|아야|였을|았을|었을|였|을|던)$/;

const koreanStops = new Set(
  (
    "어떻게 어떤 어떡 무엇 무엇인가 뭐 뭘 뭔가 무슨 왜 언제 어디 어디서 어느 누구 누가 얼마 얼마나 몇 몇번 방법 경우 것 거 수 때 해 해야 하 하나 하는 있 있는 있나 있어 " +
    "있을 없 없는 되 돼 되나 됩 알려 알려줘 알려주 알려주세 알고 싶 싶어 싶은 설명 설명해 가르쳐 주세 주세요 줘 줘요 좀 그리고 또는 및 대한 대해 대하여 관한 관하여 위한 위해 이 그 저 " +
    "것인 것은 인가 무엇인 어떠한 정도 몇도 며칠 궁금 부탁 문의 해주 해줘 말해 찾아 보여 합니 하나 하려 한가 일까 봐 봐야 안 못 되 돼 이면 도에 까지 씩 후 전 전에 사항 처음 번 호 호기 개 " +
    "하지 하죠 하지요 먼저 우선 제일 입니다 있습니다 없습니다 합니다 때는 때에는 해요 돼요 심 심한 심하 심해 너무 많이 계속 자꾸 갑자기 매우 아주 정말"
  ).split(" "),
);
const englishStops = new Set(
  (
    "a an the and or but if of in on at to for from by with about into over after before under is are was were be been being am do does did done have has had having " +
    "i you he she it we they me my your our their its this that these those there here what which who whom whose when where why how can could should would will may might must " +
    "shall not no any some all each every much many more most than then so as up out off again please tell show give explain find get need want know let us per does't don't doesn't what's i'm it's long go gone going done use used using make way tell step steps try required needed need help thanks thank hello hi ok okay yes wrong happen happened lot matter thing things"
  ).split(" "),
);
