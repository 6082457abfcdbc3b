using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using Spellings = GanFlowTheory.Core.FunctionalExpressions.Functional;

namespace GanFlowTheory;

public sealed partial class Functional
{
    /// <summary>How functionals with a value on particles are spelled.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(Spellings.forms<IMeasure>());

    /// <summary>Reads the name of a functional.</summary>
    /// <param name="name">Such as "mmd".</param>
    /// <exception cref="ArgumentException">There is no such functional; the sentence suggests the nearest
    /// name.</exception>
    public static ParsedFunctional Read(string name) =>
        new(Core.Form.read("functional", Spellings.forms<IMeasure>(), name.NotNull(nameof(name))));
}
