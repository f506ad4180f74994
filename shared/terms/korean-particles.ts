/** Particles that stand behind a noun, alone or joined (에서는, 까지도). */
const particles =
  "에서부터|에서는|에서도|에서만|에서의|으로부터|에게서|이라고|이라는|이라서|이라도|이랑|이나|이며|이고|이면|이든|이요|이야|에서|에게|에는|에도|에만|에요|에|으로는|으로도|으로|로는|로도|로부터|로|까지는|까지도|까지|부터는|부터|보다는|보다|마다|처럼|같은|같이|만큼|대로|밖에|조차|마저|하고|하고는|이|가|은|는|을|를|의|와는|와|과는|과|랑|도|만|나|라고|라는|라서|라도|라|요|야|께서|께|한테|니다";
/** Short nouns that only say where on the thing, or that it is a thing. */
const places =
  "쪽|측|앞쪽|앞|뒤쪽|뒤|옆|위쪽|위|밑|아래|안쪽|안|밖|내부|외부|내|속|주변|근처|부근|부위|부분|설비|장비|기기|장치|들|건";
/** First syllables of the light verbs and nouns that carry a noun along: 누유됩니다, 고장났어요, 소음심함, 점검필요. */
const carriers =
  "있|없|심|발생|생|나|난|남|났|날|납|하|해|했|합|함|한|할|되|돼|됐|됩|됨|된|될|들리|들려|중|요청|필요|시|후|전|현상|상태|문제|의심|감지|확인|추정|우려|바랍|바람|부탁|인데|인것|임|입니|이에|이었|이네|이던|이있|이없|이심|이나|이났|이생|이발|이들|이안|이됩|이돼|예요|같|때문|관련|조치|처리|수리|정비|교체|작업|점검|해주|안됨|안돼|안되|좀|너무|계속|자꾸|많이|가끔|갑자기|또";
const nounTail = new RegExp(
  `^(?:(?:${places})?(?:${particles})?|(?:${places})?(?:이|가|은|는|을|를|도|의)?(?:${carriers})[가-힣]{0,9})$`,
);
const particleAtEnd = new RegExp(`(?:${particles})$`);
const plainParticle = /.(?:으로|에서|에는|에도|까지|부터|보다|처럼)$/;
const particleAlone = new RegExp(`^(?:${particles})$`);

/** Whether what is left of a word behind a noun is particles, a place on the thing or a light verb: nothing that changes the noun. */
export function isNounTail(rest: string): boolean {
  return rest === "" || nounTail.test(rest);
}

/** Whether these syllables are a particle and nothing else. */
export function isParticle(syllables: string): boolean {
  return particleAlone.test(syllables);
}

/** The word without its particle, as long as two syllables stay, or one before a particle that is plainly one (손으로). */
export function withoutParticle(word: string): string {
  if (word.length < 3 || word.endsWith("니다")) return word;
  if (word.length === 3 && plainParticle.test(word)) return word.charAt(0);
  const at = word.search(particleAtEnd);
  return at < 0 ? word : word.slice(0, Math.max(2, at));
}
