#!/usr/bin/env bash
# Builds the image of the Dockerfile without a daemon and tries it as a host would run it: no shell,
# another user, a read-only root.
#
# The build stage needs a Rust image from a registry. Where none is reachable (SKIP_BUILD_STAGE=1, or
# the pull fails) the same binary is built here, with the flags of the Dockerfile, and put into the
# same final stage.
set -euo pipefail
cd "$(dirname "$0")/.."
target=x86_64-unknown-linux-gnu
work=$(mktemp -d)
container=
server=
cleanup() {
  [ -n "$server" ] && kill "$server" 2>/dev/null || true
  [ -n "$container" ] && $buildah rm "$container" >/dev/null 2>&1 || true
  $buildah rmi error-doctor-test >/dev/null 2>&1 || true
  rm -rf "$work"
}
buildah="buildah --root $work/root --runroot $work/run --storage-driver vfs"
trap cleanup EXIT

say() { printf 'container: %s\n' "$*"; }
fail() { printf 'container: FAILED: %s\n' "$*" >&2; exit 1; }

# Everything from the last FROM on, the binary taken from the build context.
final_stage() {
  awk '/^FROM /{stage = ""} {stage = stage $0 "\n"} END {printf "%s", stage}' Dockerfile |
    sed -E 's#^COPY --from=build \S+ #COPY error-doctor #'
}

if [ -z "${SKIP_BUILD_STAGE:-}" ] && timeout 60 $buildah pull -q "$(sed -nE 's/^FROM (\S+) AS build$/\1/p' Dockerfile)" >/dev/null 2>&1; then
  say "building both stages"
  $buildah bud --isolation chroot -t error-doctor-test . >"$work/build.log" 2>&1 || { tail -30 "$work/build.log"; fail "the image does not build"; }
else
  say "no registry with a Rust image here: building the binary on this machine with the Dockerfile's flags"
  flags=$(sed -nE 's/^RUN RUSTFLAGS="([^"]+)".*/\1/p' Dockerfile)
  [ -n "$flags" ] || fail "the Dockerfile has no RUSTFLAGS"
  RUSTFLAGS="$flags" cargo build --release --locked --target $target
  mkdir "$work/context"
  cp "${CARGO_TARGET_DIR:-target}/$target/release/error-doctor" "$work/context/"
  final_stage >"$work/context/Dockerfile"
  $buildah bud --isolation chroot -t error-doctor-test "$work/context" >"$work/build.log" 2>&1 || { tail -30 "$work/build.log"; fail "the image does not build"; }
fi

container=$($buildah from error-doctor-test)
root=$($buildah mount "$container")
files=$(cd "$root" && find . -type f -perm -u+x | sort | tr '\n' ' ')
[ "$files" = "./error-doctor " ] || fail "the image holds more than the program: $files"
if ldd "$root/error-doctor" 2>&1 | grep -q "=>"; then fail "the program is linked dynamically"; fi
config=$($buildah inspect --type image --format '{{.OCIv1.Config.User}} {{.OCIv1.Config.Entrypoint}} {{.OCIv1.Config.Cmd}}' error-doctor-test)
[ "$config" = "65532:65532 [/error-doctor] [serve]" ] || fail "user, entrypoint or command differ: $config"
say "one static file, user 65532, $(du -k "$root/error-doctor" | cut -f1) KiB"

# As the user of the image, with the image as its whole, read-only world.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
unshare --mount --propagation private bash -c '
  mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" &&
  exec setpriv --no-new-privs \
    chroot --userspec=65532:65532 "$1" /error-doctor serve --listen "127.0.0.1:$2"' -- "$root" "$port" 2>"$work/server.log" &
server=$!
for _ in $(seq 50); do
  curl -sf "http://127.0.0.1:$port/healthz" >/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$work/server.log"; fail "the program ended"; }
  sleep 0.1
done
curl -sf "http://127.0.0.1:$port/healthz" >/dev/null || { cat "$work/server.log"; fail "it does not answer"; }
[ "$(awk '/^Uid:/{print $2}' "/proc/$server/status")" = 65532 ] || fail "it does not run as user 65532"
chroot --userspec=65532:65532 "$root" /error-doctor healthcheck --listen "127.0.0.1:$port" || fail "the healthcheck fails"
if chroot --userspec=65532:65532 "$root" /error-doctor healthcheck --listen 127.0.0.1:1 2>/dev/null; then
  fail "the healthcheck succeeds where nothing listens"
fi
answer=$(printf 'openclaw: unauthorized: gateway token mismatch' |
  curl -sf -H 'content-type: text/plain' --data-binary @- "http://127.0.0.1:$port/api/v1/diagnose")
case "$answer" in
  *'"id":"gateway-token-mismatch"'*) say "it diagnoses" ;;
  *) fail "unexpected answer: $answer" ;;
esac
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=
[ "$status" = 0 ] || fail "exit status $status after SIGTERM"
say "it stops in order on SIGTERM; all good"
