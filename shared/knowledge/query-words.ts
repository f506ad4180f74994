import { englishStem } from "../terms/english-stem.ts";
import { isParticle, withoutParticle } from "../terms/korean-particles.ts";
import { isPlainlyVerb, verbStems } from "../terms/korean-stems.ts";
import { isEverydayWord } from "../terms/common-words.ts";
import { nearTokens } from "../terms/near-tokens.ts";
import { foldText } from "../terms/normalise-text.ts";

/**
 * A word that says what is looked for. `weight` is how much it tells: part numbers most, verbs and numbers less. A verb has the
 * `stems` that it may come from; `also` are other names of the same thing.
 */
export type QueryWord = {
  text: string;
  kind: "hangul" | "latin" | "number";
  weight: number;
  stems?: string[];
  also?: string[];
};

/** The words of a question without those that only ask (어떻게, what), without particles and verb endings, each once. */
export function queryWords(query: string, synonymsOf: (word: string) => string[] = () => []): QueryWord[] {
  const words = new Map<string, QueryWord>();
  for (const [found] of foldText(query).matchAll(/[가-힣]+|[a-z0-9]+(?:[-/._'’][a-z0-9]+)*/g)) {
    for (const piece of pieces(found)) {
      const word = wordOf(piece);
      if (word === undefined) continue;
      const also = [...(units.get(word.text) ?? []), ...new Set([piece, word.text].flatMap(synonymsOf))];
      words.set(word.text, also.length === 0 ? word : { ...word, also });
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
  const weight = found.length < 3 ? weights.short : saysLittle(found) ? weights.vague : weights.latin;
  return { text: englishStem(found.replace(/['’.]/, "")), kind: "latin", weight };
}

function hangul(found: string): QueryWord | undefined {
  const noun = withoutParticle(found).replace(/짜리$/, "");
  const stem = withoutEnding(found);
  const isVerb = stem !== found && stem.length <= noun.length;
  const core = isVerb ? stem : noun;
  if ([found, noun, stem].some((form) => koreanStops.has(form)) || asksOnly(found) || isParticle(found))
    return undefined;
  const weight = [found, core].some(saysLittle) || isMimetic(core) ? weights.vague : weights.hangul;
  if (isVerbForm(found)) return { text: core, kind: "hangul", weight: weights.verb, stems: verbStems(found) };
  if (/^[가-힣][은는을를]$/.test(found)) return { text: found.charAt(0), kind: "hangul", weight: weights.short };
  if (core.length === 1) return { text: core, kind: "hangul", weight: weights.short };
  return { text: core, kind: "hangul", weight: isVerb ? weights.verb : weight };
}

/** 길이는 and 창고 are nouns, though they end as verbs do: 들리는, 갖고. */
function isVerbForm(word: string): boolean {
  if (/^[가-힣]{2,}[^하되리치키지나오우있없][은는]$/.test(word) || nounsInGo.has(word)) return false;
  return isPlainlyVerb(word) || verbal.test(word);
}

const nounsInGo = new Set("중고 창고 경고 사고 광고 재고 보고 참고 공고 권고 신고 최고".split(" "));

/** Whether a word that nothing holds was perhaps meant as one that only asks, or says little: 어떻떻게, shoud. */
export function isPerhapsEmpty({ text, kind }: QueryWord): boolean {
  const isEmpty =
    kind === "hangul" ? (word: string) => koreanStops.has(word) : (word: string) => englishStops.has(word);
  return kind !== "number" && nearTokens(text).some((near) => isEmpty(near) || saysLittle(near));
}

function saysLittle(word: string): boolean {
  return vague.has(word) || isEverydayWord(word);
}

/** 덜덜, 뜨끈뜨끈: how something is done, which documents say in other words. */
function isMimetic(word: string): boolean {
  const half = word.length / 2;
  return word.length > 1 && word.slice(0, half) === word.slice(half);
}

/** 뭐부터, 어디에서, and a light verb that is all ending: 하나요. */
function asksOnly(word: string): boolean {
  if (word.replace(verbEnding, "") === "") return true;
  const asking = interrogative.exec(word)?.[0];
  return asking !== undefined && (asking === word || isParticle(word.slice(asking.length)));
}

/** Endings that only verbs have, but that isPlainlyVerb does not know: 써도, 조여야, 막아서, 돌리죠, 버티나. */
const verbal =
  /(?:[아어여해져려춰워봐돼내와켜쳐펴써꺼커떠가줘춰둬][도야서]|죠|지요|려면|는데도|[하되]지|[하되]도록|않고|못하고|[가-힣][가-힣](?:진|낸|된|던|린|긴|친)|[었았했였겼졌렸]다가|[가-힣][가-힣](?:[하되오]지|[하나이리]고|나|까))$/;

/** How units are said, beside how documents write them. */
const units = new Map<string, string[]>(
  (
    "퍼센트 % 프로 % 데시벨 db 볼트 v 암페어 a 와트 w 킬로 kg 미터 m 밀리 mm 센티 cm 바 bar 옴 ω 헤르츠 hz 피피엠 ppm 리터 l 그램 g 톤 t " +
    "percent % degree ℃ volt v amp a decibel db hour h metr m meter m bar bar ohm ω"
  )
    .split(" ")
    .flatMap((word, index, all) => (index % 2 === 0 ? [[word, [all[index + 1]!]] as [string, string[]]] : [])),
);

const interrogative = /^(?:무엇|무얼|뭐|뭘|어디|언제|누구|얼마|어느|무슨|어떤|왜|몇)/;
/** Said of anything that does not do its work, and of any work on it: which thing it is tells more. */
const vague = new Set(
  (
    "고장 문제 이상 불량 증상 점검 조치 대처 처리 해결 다시 오래 자주 바로 같이 함께 미리 직접 따로 모두 전부 잠깐 천천히 꼼짝 꿈쩍 잘못 도중 이름 명칭 연도 년도 시기 장소 지역 나라 국가 도시 인물 작품 원인 종류 " +
    "name year place country city person people reason kind " +
    "broken broke breakdown problem trouble fault faulty failed safe safely close closely together run running stay inside while during whether"
  ).split(" "),
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
    "하지 하죠 하지요 먼저 우선 제일 입니다 있습니다 없습니다 합니다 때는 때에는 해요 돼요 심 심한 심하 심해 너무 많이 계속 자꾸 갑자기 매우 아주 정말 " +
    "주로 저절로 저절 그냥 혹시 빨리 얼른 까닭 이유 뜻 뜻이 얼마여 괜찮 어떡하 몇으 손대"
  ).split(" "),
);
const englishStops = new Set(
  (
    "a an the and or but if of in on at to for from by with about into over after before under is are was were be been being am do does did done have has had having " +
    "i you he she it we they me my your our their its this that these those there here what which who whom whose when where why how can could should would will may might must " +
    "shall not no any some all each every much many more most than then so as up out off again please tell show give explain find get need want know let us per does't don't doesn't what's i'm it's long go gone going done use used using make way tell step steps try required needed need help thanks thank hello hi ok okay yes wrong happen happened lot matter thing things"
  ).split(" "),
);
