#!/usr/bin/env bash
# Packs the tests and benchmarks of the TorchSharp engine for a Linux x64 machine that has PyTorch, with or without CUDA, but no
# .NET: build/torch-travel.sh travel.tar.xz. There: mkdir travel && tar -xf travel.tar.xz -C travel, then
#
#   travel/torch tests [cuda] [FILTER]    all tests, or those that a filter of dotnet test names
#   travel/torch bench [cuda] [NAME...]   the comparisons of bench/GanFlowTheory.Torch.Bench
#   travel/torch ganflow ARGUMENTS        the command line
#
# LibTorch is PyTorch's own, found by `python3 -c 'import torch'`; it should be of the version that TorchSharp is made for.
set -euo pipefail
[ $# = 1 ] || { echo "Give the file to write, as travel.tar.xz." >&2; exit 2; }
file=$(realpath -m "$1")
cd "$(dirname "$0")/.."

root=$(dirname "$(readlink -f "$(command -v dotnet)")")
sdk=$root/sdk/$(dotnet --version)
framework=$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10[^ ]*\) .*/\1/p' | tail -1)

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
travel=$made/travel
mkdir -p "$travel"/{dotnet/shared/Microsoft.NETCore.App,vstest}
cp -r "$root/dotnet" "$root/host" "$travel/dotnet"
cp -r "$root/shared/Microsoft.NETCore.App/$framework" "$travel/dotnet/shared/Microsoft.NETCore.App"
cp -r "$sdk"/vstest.console.* "$sdk"/Microsoft.TestPlatform.*.dll "$sdk"/Microsoft.VisualStudio.TestPlatform.*.dll \
    "$sdk"/Microsoft.Extensions.DependencyModel.dll "$sdk"/Microsoft.Extensions.FileSystemGlobbing.dll \
    "$sdk"/Newtonsoft.Json.dll "$sdk"/NuGet.Frameworks.dll "$sdk/Extensions" "$travel/vstest"

# Without LibTorch, in folders of their own.
for project in tests/GanFlowTheory.Torch.Tests bench/GanFlowTheory.Torch.Bench; do
    dotnet build "$project" -c Release -v quiet --artifacts-path "$made/artifacts"
done
cp -r "$made/artifacts/bin/GanFlowTheory.Torch.Tests/release" "$travel/tests"
cp -r "$made/artifacts/bin/GanFlowTheory.Torch.Bench/release" "$travel/bench"
rm -rf "$travel"/{tests,bench}/runtimes/{osx*,win*}
# One copy of what both have.
(cd "$travel/bench" && find . -type f -exec sh -c 'cmp -s "$1" "../tests/$1" && ln -f "../tests/$1" "$1"' - {} \;)

cat >"$travel/torch" <<'END'
#!/usr/bin/env bash
# See build/torch-travel.sh.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export DOTNET_ROOT=$here/dotnet PATH=$here/dotnet:$PATH DOTNET_CLI_TELEMETRY_OPTOUT=1
libraries=$(python3 -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')
export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
what=${1:?tests, bench or ganflow}
shift
case $what in
tests)
    case ${1:-} in
    cuda*)
        export GANFLOW_TORCH_DEVICE=$1
        shift
        ;;
    esac
    exec dotnet "$here/vstest/vstest.console.dll" "$here/tests/GanFlowTheory.Torch.Tests.dll" \
        ${1:+--TestCaseFilter:"$1"}
    ;;
bench) exec dotnet "$here/bench/GanFlowTheory.Torch.Bench.dll" "$@" ;;
# With the engine, which the dependencies of the tests name.
ganflow) exec dotnet exec --depsfile "$here/tests/GanFlowTheory.Torch.Tests.deps.json" "$here/tests/ganflow.dll" "$@" ;;
*) echo "tests, bench or ganflow, but not '$what'." >&2 && exit 2 ;;
esac
END
chmod +x "$travel/torch"
tar -C "$travel" -cf - . | xz -6 -T0 >"$file"
