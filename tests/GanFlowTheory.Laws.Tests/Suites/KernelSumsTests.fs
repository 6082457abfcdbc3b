namespace GanFlowTheory.Laws.Tests

open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests
open GanFlowTheory.Laws

/// The laws of kernel sums on every port but the tiled one, whose laws are among the registered ones.
type KernelSumsTests() =

    static let laws =
        Named.index
            [
                for sums in KernelSums.reference :: List.map KernelSums.onEngine TestEngines.ofAnyPrecision do
                    for kernel in Registry.kernels do
                        yield! EngineLaws.all sums kernel

                        if sums.Engine.IsSome then
                            GramLaws.onSums GramPort.standard sums kernel
            ]

    static member Names = Named.rows laws

    [<Theory>]
    [<MemberData(nameof KernelSumsTests.Names)>]
    member _.``holds``(name: string) =
        Assert.True(Named.holds laws[name] >= 3)

    [<Fact>]
    member _.``a kernel's laws are those of the sums that it carries``() =
        let engine = List.last TestEngines.all
        let moved = Kernel.on (KernelSums.onEngine engine) (Kernel.gaussian 1.0)

        let instances =
            Laws.kernel moved
            |> List.filter (fun law -> law.Name = "engine-agreement")
            |> List.map _.Instance

        Assert.Equal<string list>([ $"gaussian:1 by {engine.Name} sums" ], instances)
