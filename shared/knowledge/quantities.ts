/** A unit and the ways in which it is written. Case does not count; 도 and degrees are those of Celsius. */
const units: [unit: string, ...written: string[]][] = [
  ["mm/s", "mm/s", "㎜/s", "mm/sec"],
  ["m/s", "m/s", "m/sec"],
  ["m3/h", "m3/h", "m³/h", "㎥/h"],
  ["l/min", "l/min", "lpm"],
  ["kgf/cm2", "kgf/cm2", "kgf/cm²", "kg/cm2", "kg/cm²", "kgf/㎠"],
  ["um", "μm", "µm", "um", "㎛", "microns?", "마이크론", "미크론"],
  ["mm", "mm", "㎜", "밀리미터", "밀리", "millimet(?:er|re)s?"],
  ["cm", "cm", "㎝", "센티미터", "센티", "centimet(?:er|re)s?"],
  ["km", "km", "㎞", "킬로미터"],
  ["m3", "m3", "m³", "㎥", "입방미터"],
  ["m", "m", "미터", "met(?:er|re)s?"],
  ["mg", "mg", "㎎"],
  ["kg", "kg", "㎏", "킬로그램", "kilograms?"],
  ["g", "g", "그램", "grams?"],
  ["fahrenheit", "°f", "℉", "화씨"],
  ["degree", "°c", "℃", "degrees? ?c(?:elsius)?", "degrees?", "°", "도"],
  ["%", "%", "％", "퍼센트", "percent"],
  ["ppm", "ppm"],
  ["mbar", "mbar"],
  ["bar", "barg?", "바"],
  ["mpa", "mpa", "㎫", "메가파스칼"],
  ["kpa", "kpa", "㎪"],
  ["pa", "pa", "파스칼"],
  ["psi", "psig?"],
  ["kv", "kv", "㎸"],
  ["mv", "mv"],
  ["v", "v", "volts?", "볼트"],
  ["ma", "ma", "㎃"],
  ["a", "amps?", "amperes?", "암페어"],
  ["kw", "kw", "㎾", "킬로와트"],
  ["mw", "mw"],
  ["w", "w", "watts?", "와트"],
  ["hz", "hz", "헤르츠"],
  ["rpm", "rpm"],
  ["nm", "n[·.]?m", "뉴턴미터"],
  ["kn", "kn"],
  ["db", "db\\(?a?\\)?", "데시벨"],
  ["mohm", "mω", "mohms?", "메가옴"],
  ["ohm", "ω", "ohms?", "옴"],
  ["ml", "ml", "㎖"],
  ["l", "l", "ℓ", "리터", "lit(?:er|re)s?"],
  ["ms", "ms", "밀리초"],
  ["s", "s", "sec", "초", "seconds?"],
  ["min", "min", "분", "minutes?"],
  ["h", "h", "hrs?", "시간", "hours?"],
  ["day", "일", "days?"],
  ["week", "주", "weeks?"],
  ["month", "개월", "달", "months?"],
  ["year", "년", "years?"],
];

const writings = units.flatMap(([unit, ...written]) => written.map((form) => ({ unit, form })));
/** The longest first, or mm/s would be read as mm. */
const longestFirst = [...writings].sort((a, b) => b.form.length - a.form.length);
const unitPattern = longestFirst.map(({ form }) => form).join("|");
const quantity = new RegExp(`(\\p{L}?)(\\d+(?:[.,]\\d+)*)(?:[ \\u00a0-]?(${unitPattern})(?![a-z\\d]))?`, "giu");
const unitForms = writings.map(({ unit, form }) => ({ unit, whole: new RegExp(`^(?:${form})$`, "iu") }));
/** What is no statement of a size: [1] names a source, and a number at a line's beginning counts the lines. */
const marks = /\[\d{1,2}\]|^\s*\d{1,2}[.)]\s/gm;

/** `isOfName`: the digits end a word, as in VG46, and say no size. */
type Quantity = { text: string; value: string; unit: string | undefined; isOfName: boolean };

/**
 * The numbers of a text, with their units, that none of its sources holds. A number that stands bare in a source, as in a
 * table's cell, holds for a unit that the same source names.
 */
export function unsourcedQuantities(text: string, sources: string[]): string[] {
  const stated = quantitiesIn(text.replaceAll(marks, " ")).filter(({ isOfName }) => !isOfName);
  if (stated.length === 0) return [];
  const held = sources.map((source) => quantitiesIn(source));
  return stated
    .filter(({ value, unit }) => {
      const isHeld = (found: Quantity[], source: string) =>
        found.some(
          (each) =>
            each.value === value &&
            (unit === undefined || each.unit === unit || (each.unit === undefined && namesUnit(source, unit))),
        );
      return !held.some((found, index) => isHeld(found, sources[index]!));
    })
    .map((each) => each.text);
}

function quantitiesIn(text: string): Quantity[] {
  return [...text.normalize("NFC").matchAll(quantity)].map(([whole, before = "", digits, written]) => ({
    text: whole.slice(before.length),
    value: valueOf(digits!),
    unit: written === undefined ? undefined : unitOf(written),
    isOfName: before !== "" && written === undefined,
  }));
}

/** 1,200 and 1200.0 are one number; 1.2.3 is no number and stands for itself. */
function valueOf(digits: string): string {
  const plain = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(digits)
    ? digits.replaceAll(",", "")
    : digits.replaceAll(",", ".");
  const value = Number(plain);
  return Number.isNaN(value) ? plain : String(value);
}

function unitOf(written: string): string | undefined {
  return unitForms.find(({ whole }) => whole.test(written))?.unit;
}

function namesUnit(source: string, unit: string): boolean {
  const forms = writings.filter((each) => each.unit === unit).map(({ form }) => form);
  return new RegExp(`(?<![a-z가-힣])(?:${forms.join("|")})(?![a-z/가-힣])`, "iu").test(source);
}
