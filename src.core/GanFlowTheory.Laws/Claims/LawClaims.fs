namespace GanFlowTheory.Laws

/// <summary>The laws as claims: each law on every registered instance, and its rejection of every known-bad
/// one.</summary>
[<RequireQualifiedAccess>]
module internal LawClaims =

    /// One claim law:NAME for every law of the registry.
    let all: Claim list =
        Registry.laws
        |> List.groupBy _.Name
        |> List.map (fun (name, laws) ->
            {
                Id = $"law:{name}"
                Statement = laws.Head.Statement
                Hypotheses = []
                Source = laws.Head.Source
                Page = "laws.md"
                Property = laws
                Necessity =
                    KnownBad.all
                    |> List.filter (fun bad -> bad.Law.Name = name)
                    |> List.map (fun bad -> Law.rejects bad.Flaw bad.Law)
            })
