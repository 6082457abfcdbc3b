namespace GanFlowTheory.Core

/// <summary>A functional that a text names, by what it is made of.</summary>
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type ParsedFunctional<'q> =
    /// Of the points of the target.
    | OfPoints of (IMeasure -> Functional<'q>)
    /// Of a kernel and the points of the target.
    | OfKernel of (Kernel -> IMeasure -> Functional<'q>)
    /// Of a kernel, and of the target as a mixture of Gaussians.
    | OfMixture of (Kernel -> GaussianMixture -> Functional<'q>)

/// Functionals by name.
[<AutoOpen>]
module FunctionalExpressions =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        let private closed =
            "1/2 MMD^2 = 1/2 E k(X,X') - E k(X,Y) + 1/2 E k(Y,Y') to a target that is a mixture of Gaussians, in closed form, with a sum of Gaussian kernels"

        /// How functionals with a value on particles are spelled.
        let forms<'q when 'q :> IMeasure> : Form<ParsedFunctional<'q>> list =
            [
                Form.plain
                    "mmd"
                    "1/2 MMD^2 = 1/2 E k(X,X') - E k(X,Y) + 1/2 E k(Y,Y') to the target's points, with the kernel k"
                    (ParsedFunctional.OfKernel Functional.mmd)
                Form.plain
                    "mmd-closed"
                    closed
                    (ParsedFunctional.OfMixture(GaussianMmd.termsOf >> Functional.gaussianMmd))
                Form.plain
                    "energy"
                    "the energy distance E|X-Y| - 1/2 E|X-X'| - 1/2 E|Y-Y'| to the target's points Y: MMD^2 of the distance kernel, \
                     half of the form without the factors 1/2"
                    (ParsedFunctional.OfPoints Functional.energyDistance)
            ]
