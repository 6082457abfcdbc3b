/// Which source folder of the house refers to which: every token, signature, base type and attribute of the compiled code.
module References

#load "Sources.fsx"

open System
open System.Collections.Generic
open System.Reflection.Emit
open System.Reflection.Metadata
open System.Reflection.Metadata.Ecma335
open System.Text.RegularExpressions
open Plan
open Sources

/// A reference, with the first place in the code that makes it.
type Reference =
    {
        From: Folder
        To: Folder
        User: string
        Used: string
    }

/// Gathers the types that a signature names, those of a generic instance with the instance's own first.
type private Names() =
    interface ISignatureTypeProvider<EntityHandle list, obj> with
        member _.GetTypeFromDefinition(_, handle, _) =
            [ TypeDefinitionHandle.op_Implicit handle ]

        member _.GetTypeFromReference(_, handle, _) =
            [ TypeReferenceHandle.op_Implicit handle ]

        member names.GetTypeFromSpecification(reader, _, handle, _) =
            reader.GetTypeSpecification(handle).DecodeSignature(names, null)

        member _.GetArrayType(element, _) = element
        member _.GetByReferenceType element = element
        member _.GetGenericInstantiation(generic, arguments) = generic @ List.concat arguments
        member _.GetGenericMethodParameter(_, _) = []
        member _.GetGenericTypeParameter(_, _) = []
        member _.GetModifiedType(modifier, element, _) = element @ modifier
        member _.GetPinnedType element = element
        member _.GetPointerType element = element
        member _.GetPrimitiveType _ = []
        member _.GetSZArrayType element = element

        member _.GetFunctionPointerType signature =
            signature.ReturnType @ List.concat signature.ParameterTypes

let private names = Names()

let private ofMethod (signature: MethodSignature<EntityHandle list>) =
    signature.ReturnType @ List.concat signature.ParameterTypes

let private operands =
    let table = Dictionary<int16, OperandType>()

    for field in typeof<OpCodes>.GetFields() do
        match field.GetValue null with
        | :? OpCode as code -> table[code.Value] <- code.OperandType
        | _ -> ()

    table

/// The tokens in the code of a method.
let private tokens (code: byte[]) =
    let found = List<int>()
    let mutable at = 0

    while at < code.Length do
        let operation =
            if code[at] = 0xFEuy then
                at <- at + 2
                int16 (0xFE00 ||| int code[at - 1])
            else
                at <- at + 1
                int16 code[at - 1]

        match operands[operation] with
        | OperandType.InlineNone -> ()
        | OperandType.ShortInlineBrTarget
        | OperandType.ShortInlineI
        | OperandType.ShortInlineVar -> at <- at + 1
        | OperandType.InlineVar -> at <- at + 2
        | OperandType.InlineI8
        | OperandType.InlineR -> at <- at + 8
        | OperandType.InlineSwitch -> at <- at + 4 + 4 * BitConverter.ToInt32(code, at)
        | OperandType.InlineMethod
        | OperandType.InlineField
        | OperandType.InlineType
        | OperandType.InlineTok ->
            found.Add(BitConverter.ToInt32(code, at))
            at <- at + 4
        | _ -> at <- at + 4

    found

let private isDelegateCache (name: string) =
    Regex.IsMatch(name, @"/<>[cO](__\d+(`\d+)?)?$")

/// A member of the house that code may name: its folder and its name.
type private Target = { Folder: Folder; Name: string }

/// All types of the house by assembly and name, and the folders of their members by name, where one is known.
let private index (sources: Source list) =
    let types = Dictionary<string * string, Target>()
    let members = Dictionary<string * string * string, Target option>()

    for source in sources do
        let assembly =
            source.Metadata.GetString(source.Metadata.GetAssemblyDefinition().Name)

        let target folder name =
            {
                Folder =
                    {
                        Project = source.Project.Name
                        Name = folder
                    }
                Name = name
            }

        for pair in source.TypeFolders do
            let name = typeName source.Metadata pair.Key
            types[(assembly, name)] <- target pair.Value name

            for handle in (source.Metadata.GetTypeDefinition pair.Key).GetMethods() do
                match source.MethodFolders.TryGetValue handle with
                | true, folder ->
                    let title =
                        source.Metadata.GetString (source.Metadata.GetMethodDefinition handle).Name

                    let key = assembly, name, title

                    // Overloads in several folders: the name alone does not tell which is meant.
                    members[key] <-
                        match members.TryGetValue key with
                        | true, Some known when known.Folder.Name <> folder -> None
                        | true, known -> known
                        | _ -> Some(target folder $"{name}.{title}")
                | _ -> ()

    types, members

let private referencesOf (types: Dictionary<_, Target>, members: Dictionary<_, Target option>) (source: Source) =
    let metadata = source.Metadata
    let own = metadata.GetString(metadata.GetAssemblyDefinition().Name)
    let found = Dictionary<Folder * Folder, Reference>()

    let rec referenced (handle: TypeReferenceHandle) : string * string =
        let reference = metadata.GetTypeReference handle
        let name = metadata.GetString reference.Name

        match reference.ResolutionScope.Kind with
        | HandleKind.TypeReference ->
            let assembly, outer =
                referenced (TypeReferenceHandle.op_Explicit reference.ResolutionScope)

            assembly, $"{outer}/{name}"
        | HandleKind.AssemblyReference ->
            let assembly =
                metadata.GetAssemblyReference(AssemblyReferenceHandle.op_Explicit reference.ResolutionScope)

            metadata.GetString assembly.Name, $"{metadata.GetString reference.Namespace}.{name}"
        | _ -> own, $"{metadata.GetString reference.Namespace}.{name}"

    let typeTarget key =
        match types.TryGetValue key with
        | true, target -> Some target
        | _ -> None

    let memberTarget (assembly, name) title =
        match members.TryGetValue((assembly, name, title)) with
        | true, Some target -> Some target
        | _ -> typeTarget (assembly, name)

    let specified (handle: EntityHandle) =
        metadata.GetTypeSpecification(TypeSpecificationHandle.op_Explicit handle).DecodeSignature(names, null)

    /// Everything of the house that a handle names.
    let rec targets (handle: EntityHandle) : Target list =
        match handle.Kind with
        | HandleKind.TypeDefinition ->
            typeTarget (own, typeName metadata (TypeDefinitionHandle.op_Explicit handle))
            |> Option.toList
        | HandleKind.TypeReference ->
            typeTarget (referenced (TypeReferenceHandle.op_Explicit handle))
            |> Option.toList
        | HandleKind.TypeSpecification -> specified handle |> List.collect targets
        | HandleKind.MethodDefinition ->
            let handle = MethodDefinitionHandle.op_Explicit handle
            let definition = metadata.GetMethodDefinition handle

            match source.MethodFolders.TryGetValue handle with
            | true, folder ->
                [
                    {
                        Folder =
                            {
                                Project = source.Project.Name
                                Name = folder
                            }
                        Name = methodName metadata handle
                    }
                ]
            | _ ->
                typeTarget (own, typeName metadata (definition.GetDeclaringType()))
                |> Option.toList
        | HandleKind.FieldDefinition ->
            let definition =
                metadata.GetFieldDefinition(FieldDefinitionHandle.op_Explicit handle)

            typeTarget (own, typeName metadata (definition.GetDeclaringType()))
            |> Option.toList
        | HandleKind.MemberReference -> ofMember (metadata.GetMemberReference(MemberReferenceHandle.op_Explicit handle))
        | HandleKind.MethodSpecification ->
            let specification =
                metadata.GetMethodSpecification(MethodSpecificationHandle.op_Explicit handle)

            targets specification.Method
            @ (specification.DecodeSignature(names, null)
               |> List.concat
               |> List.collect targets)
        | _ -> []

    and ofMember (reference: MemberReference) =
        let title = metadata.GetString reference.Name

        let signature =
            match reference.GetKind() with
            | MemberReferenceKind.Method -> ofMethod (reference.DecodeMethodSignature(names, null))
            | _ -> reference.DecodeFieldSignature(names, null)

        // The first name of a generic instance is the type itself, the others are its arguments.
        let rec ofParent (handle: EntityHandle) =
            match handle.Kind with
            | HandleKind.TypeReference ->
                memberTarget (referenced (TypeReferenceHandle.op_Explicit handle)) title
                |> Option.toList
            | HandleKind.TypeDefinition ->
                memberTarget (own, typeName metadata (TypeDefinitionHandle.op_Explicit handle)) title
                |> Option.toList
            | HandleKind.TypeSpecification ->
                match specified handle with
                | first :: arguments -> ofParent first @ List.collect targets arguments
                | [] -> []
            | _ -> targets handle

        ofParent reference.Parent @ List.collect targets signature

    let add folder user (used: Target) =
        let from =
            {
                Project = source.Project.Name
                Name = folder
            }

        if from <> used.Folder then
            found.TryAdd(
                (from, used.Folder),
                {
                    From = from
                    To = used.Folder
                    User = user
                    Used = used.Name
                }
            )
            |> ignore

    let attributes (handles: CustomAttributeHandleCollection) =
        handles
        |> Seq.collect (fun handle -> targets (metadata.GetCustomAttribute handle).Constructor)

    for pair in source.TypeFolders do
        let definition = metadata.GetTypeDefinition pair.Key
        let user = typeName metadata pair.Key

        [
            if not definition.BaseType.IsNil then
                yield! targets definition.BaseType

            for handle in definition.GetInterfaceImplementations() do
                yield! targets (metadata.GetInterfaceImplementation handle).Interface

            for parameter in definition.GetGenericParameters() do
                for constrained in (metadata.GetGenericParameter parameter).GetConstraints() do
                    yield! targets (metadata.GetGenericParameterConstraint constrained).Type

            // C# keeps the delegates of all parts of a class in one place; the code that makes them names their types too.
            if not (isDelegateCache user) then
                for handle in definition.GetFields() do
                    let field = metadata.GetFieldDefinition handle
                    yield! field.DecodeSignature(names, null) |> List.collect targets

            yield! attributes (definition.GetCustomAttributes())
        ]
        |> List.iter (add pair.Value user)

    for handle in metadata.MethodDefinitions do
        let definition = metadata.GetMethodDefinition handle

        let folder =
            match source.MethodFolders.TryGetValue handle with
            | true, folder -> Some folder
            | _ ->
                match source.TypeFolders.TryGetValue(definition.GetDeclaringType()) with
                | true, folder -> Some folder
                | _ -> None

        match folder with
        | None -> ()
        | Some folder ->
            [
                yield! ofMethod (definition.DecodeSignature(names, null)) |> List.collect targets
                yield! attributes (definition.GetCustomAttributes())

                for parameter in definition.GetGenericParameters() do
                    for constrained in (metadata.GetGenericParameter parameter).GetConstraints() do
                        yield! targets (metadata.GetGenericParameterConstraint constrained).Type

                if definition.RelativeVirtualAddress <> 0 then
                    let body = source.Portable.GetMethodBody definition.RelativeVirtualAddress

                    if not body.LocalSignature.IsNil then
                        let locals = metadata.GetStandaloneSignature body.LocalSignature
                        yield! locals.DecodeLocalSignature(names, null) |> Seq.collect (List.collect targets)

                    for region in body.ExceptionRegions do
                        if not region.CatchType.IsNil then
                            yield! targets region.CatchType

                    for token in tokens (body.GetILBytes()) do
                        yield! targets (MetadataTokens.EntityHandle token)
            ]
            |> List.iter (add folder (methodName metadata handle))

    found.Values |> Seq.toList

/// The references between different folders of the projects, each once.
let read root (projects: Project list) =
    let sources = projects |> List.map (openSource root)
    let index = index sources
    sources |> List.collect (referencesOf index)
