module GanFlowTheory.Torch.Tests.SurfaceTests

open System
open System.Reflection
open FSharp.Reflection
open Xunit
open GanFlowTheory.Core

// Cases and fields as they are named, functions and methods as the runtime spells them.
let private described (t: Type) : string list =
    let fields (given: PropertyInfo[]) =
        given
        |> Seq.map (fun field -> $"{field.Name}: {field.PropertyType.Name}")
        |> String.concat ", "

    let isPartOfUnion =
        match t.DeclaringType with
        | null -> false
        | outer -> FSharpType.IsUnion outer

    if isPartOfUnion then
        []
    elif FSharpType.IsUnion t then
        [
            for case in FSharpType.GetUnionCases t -> $"{t.Name}.{case.Name}({fields (case.GetFields())})"
        ]
    elif FSharpType.IsRecord t then
        [ $"{t.Name} {{ {fields (FSharpType.GetRecordFields t)} }}" ]
    else
        let all =
            BindingFlags.Public
            ||| BindingFlags.Static
            ||| BindingFlags.Instance
            ||| BindingFlags.DeclaredOnly

        [
            for m in t.GetMembers all do
                if m.MemberType <> MemberTypes.NestedType && not (m.Name.StartsWith "get_") then
                    $"{t.Name}.{m.Name}: {m}"
        ]

[<Fact>]
let ``what users can name changes on purpose`` () =
    let surface =
        typeof<TorchOptions>.Assembly.GetExportedTypes()
        |> Seq.collect described
        |> Seq.sortWith (fun a b -> String.CompareOrdinal(a, b))
        |> Seq.toList

    Assert.Equal<string list>(
        [
            "Engine.torch: GanFlowTheory.Core.Engine torch(GanFlowTheory.Core.TorchOptions)"
            "TorchDevice.Cpu()"
            "TorchDevice.Cuda(index: Int32)"
            "TorchOptions { Device: TorchDevice, Precision: Precision, Memory: Int64 }"
            "TorchOptionsModule.cuda: GanFlowTheory.Core.TorchOptions cuda(Int32)"
            "TorchOptionsModule.ofWords: GanFlowTheory.Core.TorchOptions ofWords(Microsoft.FSharp.Collections.FSharpList`1[System.String])"
            "TorchOptionsModule.spelling: System.String spelling(GanFlowTheory.Core.TorchOptions)"
            "TorchOptionsModule.standard: GanFlowTheory.Core.TorchOptions standard"
            "TorchProvider..ctor: Void .ctor()"
        ],
        surface
    )
