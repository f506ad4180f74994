import { isSyllable, partsOf, syllableOf } from "./jamo.ts";

/** Endings that follow a stem as whole syllables; what merges into the stem's last syllable is undone below. */
const endings = new Set(
  (
    "요 어요 아요 여요 에요 네 네요 고 고요 고는 구요 는데 는데요 은데 은데요 데 데요 는 은 을 던 다 다고 다는 다가 습니다 습니까 " +
    "습니다만 니다 니다만 니까 어 아 여 서 어서 아서 여서 어도 아도 도 면 으면 며 으며 지 지요 죠 지만 진 니 으니 으니까 길래 " +
    "거든요 더라 더라고요 더라구요 더군요 군요 군 구나 나 나요 는지 은지 지는 가 가요 은가요 는가 음 기 기도 게 도록 려고 자 자마자 " +
    "까 까요 때 것 거 것같아요 거같아요 것같습니다 는것같아요 는거같아요 는중 는상태 있어요 고있어요 고있습니다 고있음 고있네요 " +
    "어있어요 음요 야 버림 버렸어요 어버림 잖아요 는군요 네여 어여 아여 해요"
  ).split(" "),
);
const definite = new Set([
  "요",
  "고",
  "는",
  "네",
  "네요",
  "니다",
  "습니다",
  "다",
  "어요",
  "아요",
  "는데",
  "어서",
  "아서",
  "여서",
  "해서",
  "지만",
  "니까",
  "면서",
]);

/**
 * The stems that a Korean verb or adjective may have: 새요, 샙니다, 샜어요 and 샘 all yield 새; 시끄러워요 and 시끄러움 yield
 * 시끄럽. It proposes too many rather than too few: a stem counts only when the vocabulary has it.
 */
export function verbStems(word: string): string[] {
  const stems = new Set<string>();
  for (let cut = word.length; cut >= 1 && cut >= word.length - 6; cut -= 1) {
    const ending = word.slice(cut);
    if (ending === "") addMerged(stems, word, "");
    else if (endings.has(ending)) addMerged(stems, word.slice(0, cut), ending);
  }
  return [...stems];
}

/** Whether the word is plainly a verb form, not a noun that happens to end alike. */
export function isPlainlyVerb(word: string): boolean {
  if (word.length < 2) return false;
  if (word.endsWith("음") && isClosed(word.at(-2)!)) return true;
  return definite.has(word.slice(-1)) || definite.has(word.slice(-2)) || definite.has(word.slice(-3));
}

function isClosed(syllable: string): boolean {
  return isSyllable(syllable.charCodeAt(0)) && partsOf(syllable).final !== "";
}

function addMerged(stems: Set<string>, head: string, ending: string): void {
  const last = head.at(-1)!;
  if (!isSyllable(last.charCodeAt(0))) return;
  const { initial, vowel, final } = partsOf(last);
  const before = head.slice(0, -1);
  const open = final === "" ? head : before + syllableOf({ initial, vowel, final: "" })!;
  // 음, 은 and 습니다 follow a consonant: 닳음 is a verb, 소음 is none.
  const afterConsonant = /^[음은을으습]/.test(ending);
  if (afterConsonant && final === "") return;
  if (ending !== "" && !ending.startsWith("니")) addStem(stems, head);
  if (final === "ㅆ" && ending !== "") {
    // 줄었어요 comes from 줄: the past stands as a syllable of its own behind a consonant.
    if (initial === "ㅇ" && "ㅓㅏㅕ".includes(vowel) && before !== "") addStem(stems, before);
    addOpen(stems, open, true);
  } else if (final === "ㅂ" && ending.startsWith("니")) addOpen(stems, open, false);
  else if ((final === "ㄴ" || final === "ㄹ" || final === "ㅁ") && mergesWith(final, ending))
    addOpen(stems, open, false);
  else if (final === "" && (ending === "" ? head.length > 1 : /^[요서도야있버]/.test(ending)))
    addOpen(stems, open, true);
}

function mergesWith(final: string, ending: string): boolean {
  if (ending === "") return true;
  if (final === "ㄴ") return /^[다데가지것거]/.test(ending);
  return final === "ㄹ" && /^[까때것거]/.test(ending);
}

/** `contracted`: the vowel of 어 or 아 may have merged into the last syllable. */
function addOpen(stems: Set<string>, open: string, contracted: boolean): void {
  addStem(stems, open);
  if (!contracted) return;
  const { initial, vowel } = partsOf(open.at(-1)!);
  const before = open.slice(0, -1);
  for (const plain of uncontracted[vowel] ?? [])
    addStem(stems, before + syllableOf({ initial, vowel: plain, final: "" })!);
  // 흘러 comes from 흐르.
  const previous = before === "" ? undefined : partsOf(before.at(-1)!);
  if (initial === "ㄹ" && (vowel === "ㅓ" || vowel === "ㅏ") && previous?.final === "ㄹ") {
    addStem(stems, `${before.slice(0, -1)}${syllableOf({ ...previous, final: "" })}르`);
  }
}

const uncontracted: Record<string, string[]> = {
  ㅕ: ["ㅣ"],
  ㅝ: ["ㅜ"],
  ㅘ: ["ㅗ"],
  ㅐ: ["ㅏ"],
  ㅙ: ["ㅚ"],
  ㅓ: ["ㅡ"],
  ㅏ: ["ㅡ"],
};

/** 시끄러우 is what 시끄럽 becomes before a vowel: both go in. */
function addStem(stems: Set<string>, stem: string): void {
  stems.add(stem);
  if (stem.length < 2 || stem.at(-1) !== "우" || !isSyllable(stem.charCodeAt(stem.length - 2))) return;
  const previous = partsOf(stem.at(-2)!);
  if (previous.final === "") stems.add(stem.slice(0, -2) + syllableOf({ ...previous, final: "ㅂ" })!);
}
