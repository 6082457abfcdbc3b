namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A law on an instance that is known to break it: a law that accepts one of these is worthless.</summary>
[<NoComparison; NoEquality>]
type KnownBad =
    {
        /// What is wrong with the instance.
        Flaw: string
        /// The law on the instance; running it must falsify it.
        Law: Law
    }

/// Making known-bad instances.
[<RequireQualifiedAccess>]
module internal Flaw =

    /// The law on an instance with this flaw.
    let bad (flaw: string) (law: Law) : KnownBad =
        {
            Flaw = flaw
            Law = { law with Instance = flaw }
        }
