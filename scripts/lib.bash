# Sourced by every script here: where the repository is, which Rust toolchain to use, how to fail.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rust_version=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' "$root/rust-toolchain.toml")
export RUSTUP_AUTO_INSTALL=0 # a download belongs to scripts/setup, not to whichever command runs first

die() {
    printf 'error: %s\n' "$1" >&2
    exit 1
}

say() {
    printf '%s\n' "$1" >&2
}

# Whether the `rustc` that cargo would use here is exactly the pinned release.
rust_is_pinned() {
    [[ $(cd "$root" && rustc --version 2>/dev/null) == "rustc $rust_version "* ]]
}

# A machine may have the pinned release under another name only (`stable`): use it as it is.
if ! rust_is_pinned && command -v rustup >/dev/null; then
    for name in $(rustup toolchain list --quiet 2>/dev/null); do
        if [[ $(rustup run "$name" rustc --version 2>/dev/null) == "rustc $rust_version "* ]]; then
            export RUSTUP_TOOLCHAIN=$name
            break
        fi
    done
fi

# Installs the npm packages that a folder's lock file names, unless they are there. The second argument says what they are.
npm_packages() {
    local folder=$root/$1
    # npm copies the lock file's content there when an installation is complete; ours marks which one it was.
    cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed-lock.json" && return
    say "installing $2 from npm"
    (cd "$folder" && npm ci --loglevel=error >&2) ||
        die "npm could not install the packages of $1/package-lock.json; check npm's registry setting (npm config get registry)"
    cp "$folder/package-lock.json" "$folder/node_modules/.installed-lock.json"
}
