#!/usr/bin/env bash
# Asks a vLLM endpoint everything that PMark will ask it, and says what does not work. Needs bash and curl.
# shellcheck disable=SC2317 # The checks are called by their names.
set -uo pipefail

usage() {
  cat <<'TEXT'
Usage: smoke.sh [options] URL

Checks models, chat, JSON by schema, streaming, embedding and rerank of an OpenAI-compatible endpoint.
URL is its base, such as https://models.example.com/v1; /v1 is added to an address without a path.

  --embeddings-url URL   where embeddings are, if elsewhere
  --rerank-url URL       where rerank is, if elsewhere
  --only NAMES           of models,chat,schema,stream,embedding,rerank; separated by commas
  --gateway              also check that nothing but /v1 is exposed, and that /v1 asks for the key
  --timeout SECONDS      for each request; default 60
  --help                 this text

The key is taken from MODEL_API_KEY, model names from MODEL_NAME, EMBEDDINGS_MODEL and RERANK_MODEL. A name that is not
set is looked up in the endpoint's list: `default` where it is listed, else the first.

Exit codes: 0 all is well, 1 a check failed, 2 wrong usage, 3 the endpoint can't be reached, 4 it refuses the key.
TEXT
}

wrong_usage() {
  printf 'smoke.sh: %s. See smoke.sh --help.\n' "$1" >&2
  exit 2
}

# An address without a path means its /v1, as in PMark's settings.
base_of() {
  local address="${1%/}"
  [[ $address =~ ^https?://[^/?#[:space:]]+(/[^?#[:space:]]*)?$ ]] || wrong_usage "'$1' is not an http or https address"
  [[ -n ${BASH_REMATCH[1]} ]] && printf '%s' "$address" || printf '%s/v1' "$address"
}

all_checks=models,chat,schema,stream,embedding,rerank
only=$all_checks gateway=no timeout=60 url='' embeddings_url='' rerank_url=''
while (($# > 0)); do
  case $1 in
    --help | -h) usage && exit 0 ;;
    --gateway) gateway=yes ;;
    --embeddings-url | --rerank-url | --only | --timeout)
      (($# > 1)) || wrong_usage "$1 needs a value"
      case $1 in
        --embeddings-url) embeddings_url=$2 ;;
        --rerank-url) rerank_url=$2 ;;
        --only) only=$2 ;;
        --timeout) timeout=$2 ;;
      esac
      shift
      ;;
    -*) wrong_usage "'$1' is not an option" ;;
    *)
      [[ -z $url ]] || wrong_usage "one URL is enough, '$1' is too many"
      url=$1
      ;;
  esac
  shift
done
[[ -n $url ]] || wrong_usage 'the URL is missing'
[[ $timeout =~ ^[1-9][0-9]{0,4}$ ]] || wrong_usage '--timeout takes a number of seconds'
for name in ${only//,/ }; do
  [[ ,$all_checks, == *",$name,"* ]] || wrong_usage "--only knows no '$name'"
done
for name in "${MODEL_NAME:-}" "${EMBEDDINGS_MODEL:-}" "${RERANK_MODEL:-}"; do
  [[ $name != *[\"\\[:cntrl:]]* ]] || wrong_usage 'a model name holds a quote, a backslash or a line break'
done
command -v curl >/dev/null || wrong_usage 'curl is not installed'
base=$(base_of "$url") || exit
embeddings_base=$(base_of "${embeddings_url:-$url}") || exit
rerank_base=$(base_of "${rerank_url:-$url}") || exit

umask 077
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
# The key goes to curl through a file: the arguments of a process may be read by anyone.
key=${MODEL_API_KEY:-}
[[ $key != *[[:cntrl:]]* ]] || wrong_usage 'MODEL_API_KEY holds a line break'
: >"$scratch/headers"
[[ -z $key ]] || printf 'Authorization: Bearer %s\n' "$key" >"$scratch/headers"

failed=0
fail() {
  printf 'FAIL  %-10s %s\n' "$1" "$2"
  [[ ! -s $scratch/answer ]] || printf '      it said: %s\n' "$(head -c 300 "$scratch/answer" | tr -d '\000-\037')"
  failed=1
}
pass() { printf 'ok    %-10s %s\n' "$1" "$2"; }

# ask METHOD ADDRESS [BODY]: the answer in $answer, its status in $status, both also on failure.
ask() {
  local method=$1 address=$2 body=${3:-}
  local -a options=(--silent --show-error --no-buffer --request "$method" --connect-timeout 10 --max-time "$timeout"
    --output "$scratch/answer" --write-out '%{http_code}' --header "@$scratch/headers")
  [[ -z $body ]] || options+=(--header 'Content-Type: application/json' --data-binary "$body")
  : >"$scratch/answer"
  status=$(curl "${options[@]}" "$address" 2>"$scratch/problem")
  local code=$?
  answer=$(tr -d '\000' <"$scratch/answer")
  case $code in
    0) ;;
    28) status="nothing whole within $timeout s" ;;
    6 | 7 | 35 | 60) printf 'smoke.sh: %s can not be reached: %s\n' "$address" "$(<"$scratch/problem")" >&2 && exit 3 ;;
    *) status="a broken connection ($(<"$scratch/problem"))" ;;
  esac
  if [[ $status == 401 || $status == 403 ]]; then
    printf 'smoke.sh: %s refuses the key (%s): set MODEL_API_KEY to the right one.\n' "$address" "$status" >&2
    exit 4
  fi
}

# model_of BASE GIVEN: the name to ask for.
model_of() {
  [[ -z $2 ]] || { printf '%s' "$2" && return; }
  ask GET "$1/models"
  local names
  names=$(grep -oE '"id" ?: ?"[^"]+"' <<<"$answer" | sed -E 's/.*"([^"]+)"$/\1/' | grep -v '^modelperm-')
  if grep -qx default <<<"$names"; then printf default; else head -n 1 <<<"$names"; fi
}

wants() { [[ ,$only, == *",$1,"* ]]; }

# The first message of a chat completion, as the text that it stands for.
content() {
  grep -oE '"content" ?: ?"([^"\\]|\\.)*"' <<<"$answer" | head -n 1 |
    sed -E 's/^"content" ?: ?"//; s/"$//; s/\\"/"/g; s/\\[nrt]/ /g; s/\\\\/\\/g'
}

check_models() {
  ask GET "$base/models"
  local count
  count=$(grep -oE '"id" ?: ?"[^"]+"' <<<"$answer" | grep -cv 'modelperm-')
  [[ $status == 200 ]] || { fail models "answered with $status" && return; }
  ((count > 0)) || { fail models 'no model is listed' && return; }
  [[ -z ${MODEL_NAME:-} ]] || grep -qF "\"$MODEL_NAME\"" <<<"$answer" || {
    fail models "MODEL_NAME=$MODEL_NAME is not listed" && return
  }
  pass models "$count listed"
}

check_chat() {
  ask POST "$base/chat/completions" "{\"model\":\"$chat_model\",\"temperature\":0,\"max_tokens\":32,
    \"messages\":[{\"role\":\"user\",\"content\":\"Say in one word what moves a liquid through a pipe.\"}]}"
  [[ $status == 200 ]] || { fail chat "answered with $status" && return; }
  [[ -n $(content) ]] || { fail chat 'the message is empty' && return; }
  pass chat "$chat_model: $(content | head -c 60)"
}

check_schema() {
  local schema='{"type":"object","properties":{"priority":{"type":"string","enum":["urgent","general"]}},"required":["priority"],"additionalProperties":false}'
  ask POST "$base/chat/completions" "{\"model\":\"$chat_model\",\"temperature\":0,\"max_tokens\":64,
    \"messages\":[{\"role\":\"user\",\"content\":\"The boiler feed pump leaks badly. How urgent is it?\"}],
    \"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"priority\",\"strict\":true,\"schema\":$schema}}}"
  [[ $status == 200 ]] || { fail schema "answered with $status" && return; }
  local wanted='^ *\{ *"priority" *: *"(urgent|general)" *\} *$'
  [[ $(content) =~ $wanted ]] || { fail schema 'the message does not keep to the schema' && return; }
  pass schema "$(content)"
}

check_stream() {
  ask POST "$base/chat/completions" "{\"model\":\"$chat_model\",\"temperature\":0,\"max_tokens\":64,\"stream\":true,
    \"stream_options\":{\"include_usage\":true},
    \"messages\":[{\"role\":\"user\",\"content\":\"Count from one to five in words.\"}]}"
  [[ $status == 200 ]] || { fail stream "answered with $status" && return; }
  local pieces
  pieces=$(grep -cE '^data: .*"content" ?: ?"([^"\\]|\\.)+"' <<<"$answer")
  ((pieces > 1)) || { fail stream "$pieces pieces of text came, not several" && return; }
  grep -q '^data: \[DONE\]' <<<"$answer" || { fail stream 'it has no end (data: [DONE])' && return; }
  grep -qE '"completion_tokens" ?: ?[0-9]' <<<"$answer" || { fail stream 'it tells no token usage' && return; }
  pass stream "$pieces pieces"
}

check_embedding() {
  ask POST "$embeddings_base/embeddings" "{\"model\":\"$embedding_model\",\"input\":[\"the pump vibrates\",\"펌프가 진동한다\"]}"
  [[ $status == 200 ]] || { fail embedding "answered with $status" && return; }
  local sizes
  sizes=$(grep -oE '"embedding" ?: ?\[[^]]*\]' <<<"$answer" | awk -F, '{ print NF }' | tr '\n' ' ')
  [[ $sizes =~ ^([0-9]+)\ ([0-9]+)\ $ ]] || { fail embedding 'two texts did not give two vectors' && return; }
  ((BASH_REMATCH[1] == BASH_REMATCH[2] && BASH_REMATCH[1] > 1)) || { fail embedding "vectors of $sizes numbers" && return; }
  ! grep -qE 'NaN|null' <<<"$(grep -oE '\[[^]]*\]' <<<"$answer")" || { fail embedding 'a vector holds no number' && return; }
  pass embedding "$embedding_model: ${BASH_REMATCH[1]} dimensions"
}

check_rerank() {
  ask POST "$rerank_base/rerank" "{\"model\":\"$rerank_model\",\"query\":\"why does the pump vibrate\",
    \"documents\":[\"the canteen opens at noon\",\"the pump does vibrate when its coupling is worn\"]}"
  [[ $status == 200 ]] || { fail rerank "answered with $status" && return; }
  local best
  best=$(grep -oE '"(index|relevance_score)" ?: ?-?[0-9.eE+-]+' <<<"$answer" | tr -d '" ' | awk -F: '
    $1 == "index" { place = $2 }
    $1 == "relevance_score" { scores++; if (scores == 1 || $2 > most) { most = $2; best = place } }
    END { if (scores == 2) print best }')
  [[ -n $best ]] || { fail rerank 'two documents did not get two scores' && return; }
  [[ $best == 1 ]] || { fail rerank 'the document about something else is ranked first' && return; }
  pass rerank "$rerank_model"
}

# Only what PMark needs may be reached from outside: the others answer without a key.
check_gateway() {
  local origin path
  origin=$(grep -oE '^https?://[^/]+' <<<"$base")
  for path in /metrics /health /invocations /docs; do
    ask GET "$origin$path"
    [[ $status == 404 ]] || { fail gateway "$path is exposed: it answered with $status" && return; }
  done
  status=$(curl --silent --output "$scratch/answer" --write-out '%{http_code}' --max-time "$timeout" "$base/models")
  [[ $status == 401 ]] || { fail gateway "/v1/models answers without a key: $status" && return; }
  pass gateway 'only /v1 is exposed, and it asks for the key'
}

chat_model='' embedding_model='' rerank_model=''
if wants chat || wants schema || wants stream; then chat_model=$(model_of "$base" "${MODEL_NAME:-}") || exit; fi
if wants embedding; then embedding_model=$(model_of "$embeddings_base" "${EMBEDDINGS_MODEL:-}") || exit; fi
if wants rerank; then rerank_model=$(model_of "$rerank_base" "${RERANK_MODEL:-}") || exit; fi
for check in ${all_checks//,/ }; do
  ! wants "$check" || "check_$check"
done
[[ $gateway == no ]] || check_gateway
exit "$failed"
