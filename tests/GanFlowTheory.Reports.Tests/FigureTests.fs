namespace GanFlowTheory.Core.Tests

open System.Xml.Linq
open Xunit
open GanFlowTheory.Core

/// Pictures of their own.
type FigureTests() =

    let cloud count seed =
        Seed.gaussian count 2 (Seed.create seed)

    // Elements of a picture by name and class; it must be one XML document.
    let elements (name: string) (cssClass: string) (svg: string) : XElement list =
        let root = (XDocument.Parse svg).Root |> nonNull

        [
            for e in root.Descendants(XName.Get(name, "http://www.w3.org/2000/svg")) do
                match e.Attribute(XName.Get "class") with
                | null -> ()
                | given when given.Value = cssClass -> e
                | _ -> ()
        ]

    [<Fact>]
    member _.``clouds are drawn under their headings, with the target beneath``() =
        let svg =
            Figure.particles "A flow & its end" (Some(cloud 30 1)) [ "t = 0", cloud 20 2; "t < 9", cloud 25 3 ]

        let headings = elements "text" "panel-title" svg |> List.map _.Value
        Assert.Equal<string list>([ "t = 0"; "t < 9" ], headings)

        let dots cssClass =
            elements "g" cssClass svg
            |> List.map (fun group -> Seq.length (group.Elements()))

        Assert.Equal<int list>([ 20; 25 ], dots "particles")
        Assert.Equal<int list>([ 30; 30 ], dots "target")
        Assert.Empty(elements "g" "target" (Figure.particles "no target" None [ "t = 0", cloud 20 2 ]))

    [<Fact>]
    member _.``curves have a line and a key each, without what is not finite``() =
        let parabola = [| for x in -2.0 .. 2.0 -> x, x * x |]
        let broken = [| 0.0, nan; 1.0, 1.0; 2.0, infinity; 3.0, 2.0 |]

        let points (svg: string) =
            elements "path" "curve-1" svg
            // The key is drawn with the same class.
            |> List.map (fun path ->
                match path.Attribute(XName.Get "d") with
                | null -> 0
                | d -> d.Value |> Seq.filter (fun c -> c = 'M' || c = 'L') |> Seq.length)

        let svg = Figure.lines "curves" "x" "y" [ "x²", parabola; "broken", broken ]
        Assert.Equal<string list>([ "x²"; "broken" ], elements "text" "key" svg |> List.map _.Value)
        Assert.Equal<int list>([ 2; 2 ], points svg)

        let logarithmic =
            Figure.logLines "curves" "x" "y" [ "broken", broken; "x²", parabola ]
        // 0 has no logarithm.
        Assert.Equal<int list>([ 2; 4 ], points logarithmic)

    [<Fact>]
    member _.``a circle of the plane is drawn as a circle``() =
        let circle = [| for t in 0.0..0.1..6.3 -> 3.0 + cos t, sin t |]
        let svg = Figure.orbits "orbits" "x" "y" [ "circle", circle ]

        let path =
            elements "path" "curve-0" svg
            |> List.map (fun path ->
                match path.Attribute(XName.Get "d") with
                | null -> ""
                | d -> d.Value)
            |> List.maxBy _.Length

        // M x yL x y…: the extent of both coordinates.
        let numbers =
            path.Split([| 'M'; 'L'; ' ' |], System.StringSplitOptions.RemoveEmptyEntries)
            |> Array.map float

        let extent (offset: int) =
            let values =
                numbers
                |> Array.indexed
                |> Array.filter (fun (i, _) -> i % 2 = offset)
                |> Array.map snd

            Array.max values - Array.min values

        // Coordinates have two decimals, and 63 points of a circle miss its ends by 1 - cos 0.05 at most.
        Assert.InRange(extent 0 / extent 1, 0.997, 1.003)
        Assert.Contains("curve-0", Figure.orbits "none" "x" "y" [ "empty", [||] ])

    [<Fact>]
    member _.``nothing to draw, too much, and points beyond the plane are refused``() =
        let refused (draw: unit -> string) (part: string) =
            Assert.Contains(part, Testing.argumentError draw)

        refused (fun () -> Figure.particles "p" None []) "at least one cloud"
        refused (fun () -> Figure.particles "p" None [ "t = 0", Seed.gaussian 5 3 (Seed.create 1) ]) "but have 3"
        refused (fun () -> Figure.lines "l" "x" "y" []) "but has 0"
        refused (fun () -> Figure.lines "l" "x" "y" (List.replicate 7 ("c", [| 0.0, 1.0 |]))) "but has 7"
