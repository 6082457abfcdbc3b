namespace GanFlowTheory.Core

/// <summary>A functional evaluated at a distribution: its value, and its first variation seen from the nodes.</summary>
[<NoComparison; NoEquality>]
type Evaluation =
    {
        /// F(q).
        Value: float
        /// dF/dq at the nodes of q.
        Variation: Covector
    }

/// <summary>
/// A functional F over distributions of type <typeparamref name="q"/>, with its first variation xi = dF/dq, a function
/// on R^d defined up to a constant: F(q + e s) = F(q) + e int xi ds + o(e) for every signed s of mass zero.
/// </summary>
[<NoComparison; NoEquality>]
[<StructuredFormatDisplay("{Name}")>]
type Functional<'q> =
    {
        /// Name shown in reports.
        Name: string
        /// F(q).
        Value: 'q -> float
        /// The first variation at q, as a function on R^d.
        FirstVariation: 'q -> Potential
        /// Both at once, seen from q's own nodes; shares work where it can and agrees with the two members above.
        Evaluate: 'q -> Evaluation
    }

    /// Its name.
    override this.ToString() = this.Name

/// Making and combining functionals.
[<RequireQualifiedAccess>]
module Functional =

    /// A functional from its two defining members, value and first variation.
    let create
        (name: string)
        (value: 'q -> float)
        (firstVariation: 'q -> Potential)
        : Functional<'q> when 'q :> IMeasure =
        let variation q =
            firstVariation q
            |> Potential.named (invariant $"the first variation of functional '{name}'")

        {
            Name = name
            Value = value
            FirstVariation = variation
            Evaluate =
                fun q ->
                    {
                        Value = value q
                        Variation = Potential.at q.Nodes (variation q)
                    }
        }

    /// a F, with a >= 0 for a functional that is still to be minimised; any finite a is allowed.
    let scale (a: float) (f: Functional<'q>) : Functional<'q> =
        Guard.finite (nameof a) a

        {
            Name = invariant $"{a}*({f.Name})"
            Value = fun q -> a * f.Value q
            FirstVariation = fun q -> Potential.scale a (f.FirstVariation q)
            Evaluate =
                fun q ->
                    let e = f.Evaluate q

                    {
                        Value = a * e.Value
                        Variation = Covector.scale a e.Variation
                    }
        }

    /// <summary>g(F), with the first variation g'(F) xi: a flow of it goes the way of F at another speed.</summary>
    /// <remarks>g and its slope g' are functions on the values of F; <c>Laws.functional</c> sees a slope of another function.</remarks>
    let map (name: string) (g: float -> float) (slope: float -> float) (f: Functional<'q>) : Functional<'q> =
        {
            Name = name
            Value = fun q -> g (f.Value q)
            FirstVariation = fun q -> Potential.scale (slope (f.Value q)) (f.FirstVariation q)
            Evaluate =
                fun q ->
                    let e = f.Evaluate q

                    {
                        Value = g e.Value
                        Variation = Covector.scale (slope e.Value) e.Variation
                    }
        }

    /// A functional of any measure on one kind of state.
    let ofMeasure (f: Functional<IMeasure>) : Functional<'q> when 'q :> IMeasure =
        {
            Name = f.Name
            Value = fun q -> f.Value(q :> IMeasure)
            FirstVariation = fun q -> f.FirstVariation(q :> IMeasure)
            Evaluate = fun q -> f.Evaluate(q :> IMeasure)
        }

    /// F + G.
    let add (f: Functional<'q>) (g: Functional<'q>) : Functional<'q> =
        {
            Name = invariant $"{f.Name} + {g.Name}"
            Value = fun q -> f.Value q + g.Value q
            FirstVariation = fun q -> Potential.add (f.FirstVariation q) (g.FirstVariation q)
            Evaluate =
                fun q ->
                    let e, h = f.Evaluate q, g.Evaluate q

                    {
                        Value = e.Value + h.Value
                        Variation = Covector.add e.Variation h.Variation
                    }
        }
