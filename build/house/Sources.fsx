/// The projects of the house as built: which source folder each type and method of the compiled code comes from.
module Sources

#load "Plan.fsx"

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.IO
open System.Reflection.Metadata
open System.Reflection.PortableExecutable
open System.Security.Cryptography
open System.Text.RegularExpressions
open Plan

/// A folder of a project, by their names.
type Folder = { Project: string; Name: string }

/// What the sources of a project cannot be told from: a build that is missing or behind them.
exception Unreadable of string

let private unreadable sentence = raise (Unreadable sentence)

/// The opened assembly of a project, and where its types and methods come from.
type Source =
    {
        Project: Project
        Portable: PEReader
        Metadata: MetadataReader
        TypeFolders: Dictionary<TypeDefinitionHandle, string>
        MethodFolders: Dictionary<MethodDefinitionHandle, string>
    }

let rec typeName (metadata: MetadataReader) (handle: TypeDefinitionHandle) =
    let definition = metadata.GetTypeDefinition handle
    let name = metadata.GetString definition.Name

    if definition.GetDeclaringType().IsNil then
        $"{metadata.GetString definition.Namespace}.{name}"
    else
        $"{typeName metadata (definition.GetDeclaringType())}/{name}"

let methodName (metadata: MetadataReader) (handle: MethodDefinitionHandle) =
    let definition = metadata.GetMethodDefinition handle
    $"{typeName metadata (definition.GetDeclaringType())}.{metadata.GetString definition.Name}"

/// The files of a project below its folder, by the documents of its symbols. Each must be as it was built.
let private documents root (project: Project) (symbols: MetadataReader) =
    let below = $"/{project.Directory}/"

    let relative (path: string) =
        match path.Replace('\\', '/').LastIndexOf(below, StringComparison.Ordinal) with
        | -1 -> None
        | start -> Some(path.Replace('\\', '/').Substring(start + below.Length))

    let files = Dictionary<DocumentHandle, string>()

    for handle in symbols.Documents do
        let document = symbols.GetDocument handle

        match relative (symbols.GetString document.Name) with
        // Written by the build, or code that the F# compiler itself makes, which is of no file.
        | Some file when file <> "unknown" && not (file.StartsWith("obj/", StringComparison.Ordinal)) ->
            let path = Path.Combine(root, project.Directory, file)

            if
                not (File.Exists path)
                || SHA256.HashData(File.ReadAllBytes path) <> symbols.GetBlobBytes document.Hash
            then
                unreadable
                    $"{project.Directory}/{file} is not as it was built; run `dotnet build GanFlowTheory.sln -c Release` first."

            files[handle] <- file
        | _ -> ()

    files

/// The folder that declares a type by name, for types without code of their own (records, unions, enumerations).
let private declaringFolder root (project: Project) =
    let directory = Path.Combine(root, project.Directory)

    let sources =
        Directory.GetFiles(directory, "*.*", SearchOption.AllDirectories)
        |> Array.map (fun path -> path, Path.GetRelativePath(directory, path).Replace('\\', '/'))
        |> Array.filter (fun (_, file) ->
            (file.EndsWith(".fs", StringComparison.Ordinal)
             || file.EndsWith(".cs", StringComparison.Ordinal))
            && not (Regex.IsMatch(file, "^(bin|obj)/")))
        |> Array.map (fun (path, file) -> Project.roomOf project file, File.ReadAllText path)

    fun (name: string) ->
        let bare = Regex.Replace(name, "(Module)?(`\\d+)?$", "")

        let keyword =
            if project.Directory.StartsWith("src.csharp", StringComparison.Ordinal) then
                @"(?:(?:public|internal|sealed|static|abstract|readonly|partial) )*(?:class|struct|enum|interface|record) "
            else
                // A module may have the name of a type of another folder, but takes no type parameters.
                let words =
                    if name.Contains '`' then
                        "type|and"
                    else
                        "type|and|module|exception"

                $@"(?:{words}) (?:\[<[^>]*>\] )?(?:(?:private|internal|rec) )*"

        let declaration =
            Regex($@"^\s*{keyword}{Regex.Escape bare}\b", RegexOptions.Multiline)

        sources
        |> Array.filter (fun (_, text) -> declaration.IsMatch text)
        |> Array.map fst
        |> Array.distinct

/// Types that the compiler makes for the whole assembly, such as C#'s anonymous types.
let private isOfTheCompiler (name: string) =
    Regex.IsMatch(name, @"^\.<|^<StartupCode|^<PrivateImplementationDetails|^(System|Microsoft)\.")

let openSource root (project: Project) =
    let assembly =
        Path.Combine(root, project.Directory, "bin/Release/net10.0", project.Assembly)

    if not (File.Exists assembly) then
        unreadable $"{project.Name} is not built; run `dotnet build GanFlowTheory.sln -c Release` first."

    let portable = new PEReader(ImmutableArray.Create<byte>(File.ReadAllBytes assembly))
    let metadata = portable.GetMetadataReader()

    let symbols =
        portable.ReadDebugDirectory()
        |> Seq.find (fun entry -> entry.Type = DebugDirectoryEntryType.EmbeddedPortablePdb)
        |> portable.ReadEmbeddedPortablePdbDebugDirectoryData
        |> _.GetMetadataReader()

    let files = documents root project symbols
    let declaring = declaringFolder root project
    let typeFolders = Dictionary()
    let methodFolders = Dictionary()

    for handle in metadata.MethodDefinitions do
        let point =
            symbols.GetMethodDebugInformation(handle.ToDebugInformationHandle()).GetSequencePoints()
            |> Seq.tryFind (fun point -> not point.IsHidden && files.ContainsKey point.Document)

        match point with
        | Some point -> methodFolders[handle] <- Project.roomOf project files[point.Document]
        | None -> ()

    // A partial C# class may have parts in several folders; the type itself then lives in the first of them.
    let rec place (handle: TypeDefinitionHandle) : string option =
        match typeFolders.TryGetValue handle with
        | true, folder -> Some folder
        | _ ->
            let definition = metadata.GetTypeDefinition handle

            let ofMethods =
                definition.GetMethods()
                |> Seq.choose (fun m ->
                    match methodFolders.TryGetValue m with
                    | true, folder -> Some folder
                    | _ -> None)
                |> Seq.distinct
                |> Seq.sortBy (Project.rank project)
                |> Seq.tryHead

            let ofName () =
                let name = typeName metadata handle

                if isOfTheCompiler name then
                    None
                else
                    match declaring (metadata.GetString definition.Name) with
                    | [| folder |] -> Some folder
                    | [||] -> unreadable $"No file of {project.Name} declares {name}."
                    | folders ->
                        let listed = String.Join(", ", folders)
                        unreadable $"{name} of {project.Name} may be declared in any of the folders {listed}."

            let found =
                match ofMethods with
                | Some folder -> Some folder
                | None when definition.GetDeclaringType().IsNil -> ofName ()
                | None -> place (definition.GetDeclaringType())

            found |> Option.iter (fun folder -> typeFolders[handle] <- folder)
            found

    for handle in metadata.TypeDefinitions do
        place handle |> ignore

    {
        Project = project
        Portable = portable
        Metadata = metadata
        TypeFolders = typeFolders
        MethodFolders = methodFolders
    }
