import type { Term } from "../../shared/ports/term-store.ts";

/** A vocabulary of another trade, with the same awkward shapes: numbered places, classes with subtypes, symptoms, priorities. */
export const bakeryTerms: Term[] = [
  place("HALL-1", "No.1 반죽실", "제1 반죽실|dough hall 1"),
  place("HALL-2", "No.2 반죽실", "제2 반죽실|dough hall 2"),
  place("SHOP-1-4", "1매장 #4Counter", "1매장 4번 카운터|shop 1 counter 4"),
  place("SHOP-1", "1매장", "shop 1"),
  place("SHOP-2", "2매장", "shop 2"),
  place("Q7-RF-3", "Q7-RF-3C/R", "Q7-RF-3 냉장실"),
  thing("OVEN", "[OVEN] Oven/ General", "오븐|화덕|oven"),
  thing("OVEN-DECK", "[OVEN] Oven/ Deck Oven", "데크오븐|데크 화덕|deck oven"),
  thing("OVEN-ROTA", "[OVEN] Oven/ Rotary Oven", "로타리오븐|rotary oven"),
  thing("KNED", "[KNED] Kneader/ General", "반죽기|니더|kneader|KND"),
  thing("PROF", "[PROF] Proofer/ General", "발효기|프루퍼|proofer"),
  thing("SLIC", "[SLIC] Slicer/ General", "절단칼|slicer"),
  state("BURN", "탐.그을림", "타요|까맣게 탐|burnt|burning smell"),
  state("RISE", "부풀기 이상", "안 부풀어요|주저앉음|collapsed|발효온도 저하"),
  state("STUCK", "걸림", "끼어요|걸려요|stuck|jammed"),
  state("CLEAN", "청소", "세척|cleaning"),
  { category: "priority", code: "NOW", name: "즉시(당일)", aliases: ["바로", "당장", "right now"] },
  { category: "priority", code: "GENERAL", name: "보통", aliases: ["천천히", "no rush"] },
];

function place(code: string, name: string, aliases: string): Term {
  return { category: "location", code, name, aliases: aliases.split("|") };
}

function thing(code: string, name: string, aliases: string): Term {
  return { category: "equipmentType", code, name, aliases: aliases.split("|") };
}

function state(code: string, name: string, aliases: string): Term {
  return { category: "statusCode", code, name, aliases: aliases.split("|") };
}
