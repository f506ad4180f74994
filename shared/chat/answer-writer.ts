/** The answer as it grows. What was sent to a reader stays: the stored answer equals what was streamed. */
export type AnswerWriter = {
  write: (text: string) => void;
  text: () => string;
  /** Forgets the text and returns true, unless a reader has seen it already. */
  startOver: () => boolean;
};

/** `onText` gets each piece when somebody reads along; `before` is text that an earlier attempt had already sent. */
export function answerWriter(onText: ((text: string) => void) | undefined, before = ""): AnswerWriter {
  let text = before;
  return {
    write(more) {
      if (more === "") return;
      text += more;
      onText?.(more);
    },
    text: () => text,
    startOver() {
      if (onText !== undefined && text !== "") return false;
      text = "";
      return true;
    },
  };
}
