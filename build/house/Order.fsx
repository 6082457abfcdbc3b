/// What stands against the order of the house, each as a sentence.
module Order

#load "References.fsx"

open System
open System.IO
open System.Xml.Linq
open Plan
open References

/// The rooms of an F# project in the order of its files, a room once for each run of its files.
let private runs root (project: Project) =
    XDocument.Load(Path.Combine(root, project.Directory, project.File)).Descendants(XName.Get "Compile")
    |> Seq.map (fun compile -> Project.roomOf project (compile.Attribute(XName.Get "Include").Value))
    |> Seq.fold
        (fun runs room ->
            match runs with
            | last :: _ when last = room -> runs
            | _ -> room :: runs)
        []
    |> List.rev

/// The rooms that have sources.
let private roomsWithFiles root (project: Project) =
    let directory = Path.Combine(root, project.Directory)

    Directory.GetFiles(directory, "*.*", SearchOption.AllDirectories)
    |> Array.map (fun path -> Path.GetRelativePath(directory, path).Replace('\\', '/'))
    |> Array.filter (fun file ->
        (file.EndsWith(".fs", StringComparison.Ordinal)
         || file.EndsWith(".cs", StringComparison.Ordinal))
        && not (file.StartsWith("bin/", StringComparison.Ordinal))
        && not (file.StartsWith("obj/", StringComparison.Ordinal)))
    |> Array.map (Project.roomOf project)
    |> Array.distinct
    |> Array.sort
    |> Array.toList

let private listed (names: string list) = String.Join(", ", names)

/// Whether the folders of a project are those of the plan; nothing else can be judged before they are.
let unplanned root (project: Project) =
    let planned = project.Rooms |> List.map _.Name
    let there = roomsWithFiles root project

    [
        for room in List.except planned there do
            $"{project.Directory} has {room}, which the plan (build/house/Plan.fsx) does not name."

        for room in List.except there planned do
            $"{project.Directory} has no source in {room}, which the plan (build/house/Plan.fsx) names."
    ]

/// Whether an F# project lists its files folder by folder, in the order of the plan.
let unordered root (project: Project) =
    if not (Project.isFSharp project) then
        []
    else
        let runs = runs root project
        let planned = project.Rooms |> List.map _.Name

        match runs |> List.countBy id |> List.filter (fun (_, count) -> count > 1) with
        | [] when runs = planned -> []
        | [] ->
            [
                $"{project.File} lists {listed runs}; the plan (build/house/Plan.fsx) has {listed planned}."
            ]
        | split ->
            [
                for room, count in split -> $"{project.File} lists {room} in {count} separate runs."
            ]

/// Whether references go to earlier folders of the same project, or to a project that may be used.
let against (projects: Project list) (references: Reference list) =
    let find name =
        projects |> List.find (fun project -> project.Name = name)

    [
        for reference in references do
            let user, used = find reference.From.Project, find reference.To.Project
            let seen = $"{reference.User} uses {reference.Used}"

            if user.Name = used.Name then
                if Project.rank user reference.From.Name < Project.rank user reference.To.Name then
                    $"In {user.Name}, {reference.From.Name} refers to {reference.To.Name}, which comes later: {seen}."
            elif not (List.contains used.Name user.Uses) then
                $"{user.Name} refers to {used.Name}, which it may not use: {seen}."
    ]
