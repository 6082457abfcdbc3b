#!/usr/bin/env bash
# Runs the tests of the TorchSharp engine on LibTorch itself: build/torch-tests.sh. It ends with 0 where they pass, and
# where they cannot be run, which it says.
#
# LibTorchSharp asks for symbols of libstdc++ that GCC 13 brought. Where the system's is older and the system is Debian's,
# that of Debian 13 is fetched into a private folder and laid over the system's libraries in a mount namespace of these tests
# alone; the system is left as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

project=tests/GanFlowTheory.Torch.Tests
wanted=GLIBCXX_3.4.32
here=/usr/lib/x86_64-linux-gnu

skipped() {
    echo "The tests of the TorchSharp engine were skipped: $1."
    exit 0
}

[ "$(uname -sm)" = "Linux x86_64" ] || skipped "they are run on Linux x64 only"

# What cannot be restored is not there to be tested; what does not compile is an error.
dotnet restore "$project" -p:Torch=cpu || skipped "TorchSharp or LibTorch cannot be restored"
dotnet build "$project" -c Release --no-restore -p:Torch=cpu

suite() { "$@" dotnet test "$project" -c Release --no-build -p:Torch=cpu; }

# With the instructions that every machine of the last ten years has, so that all of them compute the same; and with all that
# this one has, where that is more.
run() {
    suite "$@" env ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2 ONEDNN_MAX_CPU_ISA=AVX2 DOTNET_EnableAVX512=0

    if grep -qsw avx512f /proc/cpuinfo; then
        suite "$@" env
    fi
}

if grep -aqs "$wanted" "$here/libstdc++.so.6" || ! [ -e /etc/debian_version ]; then
    run
    exit
fi

newer=$(mktemp -d)
trap 'rm -rf "$newer"' EXIT
mkdir -p "$newer/lists/partial" "$newer/cache/archives/partial" "$newer/root"
# From where this system has its own packages.
site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | grep -m1 '/debian/*$' || true)
[ -n "$site" ] || skipped "libstdc++ here lacks $wanted, and this system names no source of Debian's packages"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] $site trixie main" >"$newer/sources.list"

debian() {
    apt-get -q -o Dir::Etc::sourcelist="$newer/sources.list" -o Dir::Etc::sourceparts=- \
        -o Dir::State::lists="$newer/lists" -o Dir::Cache="$newer/cache" -o APT::Sandbox::User=root "$@"
}

(cd "$newer" && debian update && debian download libc6 libstdc++6 libgcc-s1) ||
    skipped "libstdc++ here lacks $wanted, and Debian 13's cannot be fetched"

for package in "$newer"/*.deb; do
    dpkg-deb -x "$package" "$newer/root"
done

enter=(unshare -m)
[ "$(id -u)" = 0 ] || enter=(unshare -rm)
over="mount -t overlay overlay -o lowerdir=$newer/root$here:$here $here"
"${enter[@]}" bash -c "$over" 2>/dev/null || skipped "this system allows no mount namespace of one's own"
run "${enter[@]}" bash -c "$over && exec \"\$@\"" --
