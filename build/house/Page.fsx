/// The page: the picture, how to read it, and a table of the folders of each project.
module Page

#load "References.fsx"

open System
open System.IO
open System.Text
open System.Xml.Linq
open Plan
open References

let private description root (project: Project) =
    XDocument.Load(Path.Combine(root, project.Directory, project.File)).Descendants(XName.Get "Description")
    |> Seq.map _.Value
    |> Seq.exactlyOne

let private introduction =
    """# The house

Written by `build/house.fsx` from the compiled code; the build fails where this page and the code differ, or where an arrow
goes against the order.

![The projects and their folders, and which uses which](house.svg)

Each column is a project, each box a folder with all below it, or the files beside the project file. An arrow goes from the
user to the used. In an F# project the order is that of the files in the project file, so the project file reads as the
sentence: **a flow is a functional, seen by a critic, moved by a metric, on a state, stepped by an integrator**. In the C#
projects, which have no such order, the facade follows the F# folders that it speaks for, and the command line goes from what
all verbs share to the verbs. Three things are checked:

* a project lists the files of a folder together, and its folders in the order of the plan (`build/house/Plan.fsx`);
* no folder refers to a later one of its project;
* a project refers only to those that it may use: the facade not to the laws, and the command line only to the facades.

A reference is a token in the code of a method, a type in a signature, a field or a local variable, a base type, an
interface or an attribute; the symbols tell which file a method comes from. What the F# compiler inlines leaves no token, so an
arrow may be missing where only an inlined function or a literal is used. Back references cannot hide so: the F# compiler
reads the files in order.
"""

/// The rooms that one room uses in a project, in order.
let private used (project: Project) (references: Reference list) =
    project.Rooms
    |> List.map _.Name
    |> List.filter (fun room ->
        references
        |> List.exists (fun r -> r.To.Project = project.Name && r.To.Name = room))

let private listed (rooms: string list) =
    match rooms with
    | [] -> "–"
    | _ -> String.Join(", ", rooms)

let markdown root (projects: Project list) (references: Reference list) =
    let text = StringBuilder(introduction)

    let write (line: string) =
        text.Append(line).Append('\n') |> ignore

    for project in projects do
        // What the C# projects use of others changes often and tells little: they speak for all of it.
        let others =
            projects
            |> List.filter (fun other -> Project.isFSharp project && List.contains other.Name project.Uses)

        write $"\n## {project.Name}\n\n`{project.Directory}`: {description root project}\n"

        let head =
            others |> List.map (fun other -> $" uses of {other.Name} |") |> String.concat ""

        write $"| folder | holds | uses here |{head}"
        let rule = others |> List.map (fun _ -> "---|") |> String.concat ""
        write $"|---|---|---|{rule}"

        for room in project.Rooms do
            let own =
                references
                |> List.filter (fun r -> r.From.Project = project.Name && r.From.Name = room.Name)

            let cells =
                others
                |> List.map (fun other -> $" {listed (used other own)} |")
                |> String.concat ""

            write $"| {room.Name} | {room.Holds} | {listed (used project own)} |{cells}"

    text.ToString()
