import { parseArgs } from "node:util";
import { callInterface } from "./demo/call-interface.ts";
import { demoWords } from "./demo/demo-words.ts";
import { playConversation } from "./demo/play-conversation.ts";
import { readDemoScript } from "./demo/read-demo-script.ts";
import { temporaryHost } from "./demo/temporary-host.ts";

const help = `Plays a whole conversation through the HTTP interface and prints it.

  npm run demo -- [options]

  --url URL        a running PMark with the sample plant; without it a temporary one is started
  --language LANG  ko (default) or en
  --pause MS       wait between the parts, for an audience (default 0)
  --help           this text

Against a running PMark the session and its work order stay; the document is removed again.`;

try {
  await play(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

async function play(args: string[]): Promise<void> {
  const options = parseArgs({
    args,
    options: {
      url: { type: "string" },
      language: { type: "string", default: "ko" },
      pause: { type: "string", default: "0" },
      help: { type: "boolean", default: false },
    },
  }).values;
  if (options.help) return console.log(help);
  const { language } = options;
  if (language !== "ko" && language !== "en") throw new Error("--language takes ko or en.");
  const pauseMs = Number(options.pause);
  if (!Number.isInteger(pauseMs) || pauseMs < 0) throw new Error("--pause takes a whole number of milliseconds.");

  const host = options.url === undefined ? await temporaryHost() : undefined;
  try {
    await playConversation({
      call: callInterface(host?.url ?? options.url ?? ""),
      script: readDemoScript(language),
      words: demoWords[language],
      print: (text) => console.log(text),
      pauseMs,
    });
  } finally {
    await host?.stop();
  }
}
