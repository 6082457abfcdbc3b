namespace GanFlowTheory.Laws.Tests

open Xunit
open GanFlowTheory.Laws

/// Every law on every registered instance.
type RegistryLaws() =

    static let laws = Named.index Registry.laws

    static member Names = Named.rows laws

    [<Theory>]
    [<MemberData(nameof RegistryLaws.Names)>]
    member _.``holds``(name: string) =
        Assert.True(Named.holds laws[name] >= 3)
