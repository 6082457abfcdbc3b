namespace GanFlowTheory.Laws.Tests

open System
open System.Reflection
open System.Text.RegularExpressions
open System.Xml.Linq
open Microsoft.FSharp.Core
open Microsoft.FSharp.Reflection
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// Every public member has an entry with text in the XML documentation; the F# compiler does not ask for it.
type DocumentationTests() =

    // Ids such as M:Namespace.Type.Member(args) reduced to their names: overloads share a documented name.
    let bare (id: string) =
        let name = id.Substring 2
        let name = Regex.Replace(name, @"\(.*$", "")
        Regex.Replace(name, @"``?\d+", "").Replace('+', '.')

    let documented (assembly: Assembly) =
        let file = assembly.Location.Replace(".dll", ".xml")

        XDocument.Load(file).Descendants(XName.Get "member")
        |> Seq.choose (fun entry ->
            match entry.Attribute(XName.Get "name") with
            | null -> None
            | name when String.IsNullOrWhiteSpace entry.Value -> None
            | name -> Some(bare name.Value))
        |> set

    let nameOf (t: Type) =
        Regex.Replace((string t.FullName).Replace('+', '.'), @"`\d+", "")

    let isCompilerMade (m: MemberInfo) =
        m.GetCustomAttributes(typeof<System.Runtime.CompilerServices.CompilerGeneratedAttribute>, false).Length > 0
        || m.GetCustomAttributes(typeof<System.Diagnostics.DebuggerNonUserCodeAttribute>, false).Length > 0

    let publicTypes (assembly: Assembly) =
        assembly.GetExportedTypes()
        |> Array.filter (fun t ->
            not (isCompilerMade t)
            // The classes behind union cases and their tags.
            && (match t.DeclaringType with
                | null -> true
                | outer -> not (FSharpType.IsUnion outer)))

    let declared =
        BindingFlags.Public
        ||| BindingFlags.Instance
        ||| BindingFlags.Static
        ||| BindingFlags.DeclaredOnly

    // Names of what a reader of the API sees in the type, without what the compiler adds.
    let members (t: Type) : string list =
        let name = nameOf t

        let cases =
            if FSharpType.IsUnion t then
                [ for case in FSharpType.GetUnionCases t -> $"{name}.{case.Name}" ]
            else
                []

        let isException = FSharpType.IsExceptionRepresentation t

        let properties =
            [
                for p in t.GetProperties declared do
                    let own =
                        not (FSharpType.IsUnion t)
                        || p.GetCustomAttributes(typeof<CompilationMappingAttribute>, false).Length = 0

                    let generated =
                        isCompilerMade p
                        || (FSharpType.IsUnion t && (p.Name = "Tag" || p.Name.StartsWith "Is"))

                    if own && not generated && not (isException && p.Name.StartsWith "Data") then
                        $"{name}.{p.Name}"
            ]

        let methods =
            [
                for m in t.GetMethods declared do
                    let inherited = m.GetBaseDefinition().DeclaringType <> t
                    let plumbing = [ "CompareTo"; "Equals"; "GetHashCode"; "ToString"; "GetObjectData" ]

                    if
                        not m.IsSpecialName
                        && not (isCompilerMade m)
                        && not inherited
                        && not (List.contains m.Name plumbing)
                    then
                        $"{name}.{m.Name}"
            ]

        cases @ properties @ methods

    let missing (assembly: Assembly) =
        let known = documented assembly

        [
            for t in publicTypes assembly do
                if not (known.Contains(nameOf t)) then
                    nameOf t

                for m in members t do
                    if not (known.Contains m) then
                        m
        ]
        |> List.distinct

    [<Theory; InlineData "Numerics"; InlineData "Core"; InlineData "Reports"; InlineData "Laws">]
    member _.``every public member is documented``(assembly: string) =
        Assert.Equal<string list>([], missing (Assembly.Load $"GanFlowTheory.{assembly}"))

    // A comment without tags is text: the compiler escapes it, and an entity in it would be shown as it stands.
    [<Theory; InlineData "Numerics"; InlineData "Core"; InlineData "Reports"; InlineData "Laws">]
    member _.``no text shows an entity``(assembly: string) =
        let file =
            (Assembly.Load $"GanFlowTheory.{assembly}").Location.Replace(".dll", ".xml")

        let shown =
            XDocument.Load(file).Descendants(XName.Get "member")
            |> Seq.filter (fun entry -> Regex.IsMatch(entry.Value, "&[a-z]+;"))
            |> Seq.map (fun entry -> string (entry.Attribute(XName.Get "name")))
            |> List.ofSeq

        Assert.Equal<string list>([], shown)

    [<Fact>]
    member _.``the check sees record fields, union cases, methods and module functions``() =
        let seen =
            [ typeof<Law>; typeof<Verdict>; typeof<Points>; typeof<IMeasure> ]
            |> List.collect members

        for name in
            [
                "GanFlowTheory.Laws.Law.Name"
                "GanFlowTheory.Laws.Verdict.Holds"
                "GanFlowTheory.Core.Points.Row"
                "GanFlowTheory.Core.IMeasure.Nodes"
            ] do
            Assert.Contains(name, seen)

        let modules =
            publicTypes typeof<Law>.Assembly |> Array.collect (members >> Array.ofList)

        Assert.Contains("GanFlowTheory.Laws.LawModule.check", modules)
