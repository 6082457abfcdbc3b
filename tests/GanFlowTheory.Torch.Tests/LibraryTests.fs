module GanFlowTheory.Torch.Tests.LibraryTests

open System
open GanFlowTheory.Core
open Xunit

// What the runtime says on Linux, shortened: the advice first, then each place that it tried.
let private said (last: string) =
    "Unable to load shared library 'LibTorchSharp' or one of its dependencies. In order to help diagnose loading problems, "
    + "consider using a tool like strace.\n/app/runtimes/libLibTorchSharp.so: "
    + last

[<Fact>]
let ``an old C++ library is told by the version that is wanted`` () =
    let reason =
        DllNotFoundException(
            said "/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)"
        )
        |> TorchLibrary.reason

    Assert.StartsWith("LibTorchSharp needs GLIBCXX_3.4.32, which the C++ library of this system lacks", reason)
    Assert.DoesNotContain("\n", reason)

[<Fact>]
let ``a missing library is told with what brings it`` () =
    let missing =
        DllNotFoundException(said "cannot open shared object file: No such file or directory")

    let wanted =
        "Unable to load shared library 'LibTorchSharp' or one of its dependencies; add TorchSharp-cpu,"

    for error in [ missing :> exn; TypeInitializationException("TorchSharp.torch", missing) ] do
        let reason = TorchLibrary.reason error
        Assert.StartsWith(wanted, reason)
        Assert.EndsWith("or build with -p:Torch=cpu.", reason)
        Assert.DoesNotContain("strace", reason)
        Assert.DoesNotContain("\n", reason)
