import { describe, expect, it } from "vitest";
import { learnLexicon } from "../../shared/terms/learning/learn-lexicon.ts";
import { readLexicon, writeLexicon } from "../../shared/terms/learning/lexicon.ts";
import { normaliser } from "../../shared/terms/learning/normaliser.ts";
import { pairTexts, yardPairs } from "../fixtures/learning-pairs.ts";

const lexicon = learnLexicon(yardPairs);
const normalise = normaliser(lexicon);
const read = (text: string) =>
  normalise(text.split(" "))
    .map(({ normalised }) => normalised)
    .join("|");

describe("a learnt lexicon", () => {
  it.each([
    ["replaces what it has seen, whatever the capitals", "Rpl WINCH brg", "replace|winch|bearing"],
    ["masks identifiers and numbers that it has never seen", "QX93 chain 7", "<id>|chain|<num>"],
    ["reads a number and its unit in one token", "850H", "<num> hour"],
    ["reads a shorter or longer form of a unit that it knows", "400hr", "<num> hour"],
    ["reads a word and its number in one token", "POS9", "position <num>"],
    ["takes tokens apart that were written together", "winch/capstan", "winch / capstan"],
    ["reads neighbours as one where the pairs do", "WIND LASS", "windlass|"],
    ["leaves the second half alone where the first is missing", "lass", "lass"],
    ["takes the right neighbour to tell what is meant", "CHK DR BRAKE", "check|drum|brake"],
    ["takes the other meaning beside another neighbour", "DR LOCK SEIZED", "door|lock|seized"],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it("says how sure it is and how it knows", () => {
    const [seen, shaped, unknown] = normalise(["RPL", "WW51", "%%"]);
    expect(seen).toMatchObject({ how: "learnt", normalised: "replace" });
    expect(seen!.confidence).toBeGreaterThan(0.9);
    expect(shaped).toMatchObject({ how: "shape", normalised: "<id>" });
    expect(unknown).toMatchObject({ normalised: "%%", how: "unchanged" });
    for (const { confidence } of normalise(["RPL", "WW51", "%%", "qqq", "chian"])) {
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });

  it("corrects slips and shortened words once pairs have shown that they occur", () => {
    const slips = pairTexts(
      ...["hydraulc=hydraulic", "bearng=bearing", "capstna=capstan", "insepct=inspect", "ancohr=anchor"].map(
        (slip) => `please ${slip} soon`,
      ),
    );
    const [answer] = normaliser(learnLexicon([...yardPairs, ...slips]))(["replcae"]);
    expect(answer).toMatchObject({ normalised: "replace", how: "typo" });
  });

  it("reads strokes as first letters of words that follow one another", () => {
    const strokes = pairTexts(
      ...times(4, "seized anchor winch brake"),
      ...times(4, "worn chain locker door"),
      "x/y a/w=anchor_winch c/locker=chain_locker a/w/b=anchor_winch_brake",
      "s/a/w=seized_anchor_winch w/c/l=worn_chain_locker c/l/d=chain_locker_door",
    );
    expect(normaliser(learnLexicon(strokes))(["W/C/L", "C/L/D"])[1]).toMatchObject({
      normalised: "chain locker door",
    });
    expect(normaliser(learnLexicon(strokes))(["l/door"])[0]).toMatchObject({
      normalised: "locker door",
      how: "initials",
    });
  });

  it("keeps Korean words as they are and learns theirs, too", () => {
    const korean = pairTexts("모타=모터 교체", "모타=모터 점검", "펌프 베아링=베어링");
    expect(normaliser(learnLexicon(korean))(["모타", "밸브"]).map(({ normalised }) => normalised)).toEqual([
      "모터",
      "밸브",
    ]);
  });

  it("knows masks of any name", () => {
    const phones = pairTexts(...["555-0101", "555-0177", "551-2200"].map((number) => `call ${number}=<phone>`));
    expect(normaliser(learnLexicon(phones))(["call", "559-9123"])[1]).toMatchObject({ normalised: "<phone>" });
  });

  it("does not take a token apart at signs that it has never seen", () => {
    expect(read("%% winch~capstan")).toBe("%%|winch~capstan");
  });

  it("answers an empty text, and tokens that are names of object members", () => {
    expect(normalise([])).toEqual([]);
    expect(read("__proto__ constructor")).toBe("__proto__|constructor");
  });

  it("leaves everything as it is when it has learnt nothing", () => {
    expect(normaliser(learnLexicon([]))(["RPL", "12", "a/b"]).map(({ normalised }) => normalised)).toEqual([
      "RPL",
      "12",
      "a/b",
    ]);
  });
});

describe("a lexicon on file", () => {
  it("reads back as it was written", () => {
    expect(readLexicon(writeLexicon(lexicon), "lexicon.json")).toEqual(lexicon);
  });

  it.each([
    ["is not JSON", "{", /not JSON/],
    ["is something else", '{"name":"x"}', /no lexicon/],
    ["is null", "null", /no lexicon/],
    ["has another version", '{"format":"pmark-lexicon","version":99}', /version 99; this program reads version 1/],
    ["is damaged", '{"format":"pmark-lexicon","version":1,"texts":"many"}', /damaged at texts/],
    [
      "has counts that are none",
      writeLexicon(learnLexicon([])).replace('"vocabulary": []', '"vocabulary": [["a", -1]]'),
      /damaged at vocabulary\.0\.1/,
    ],
  ])("is refused when it %s", (_, text, reason) => {
    expect(() => readLexicon(text, "lexicon.json")).toThrow(reason);
  });
});

function times(count: number, text: string): string[] {
  return Array.from({ length: count }, () => text);
}
