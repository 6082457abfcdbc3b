using System.Collections.Generic;
using CoreLaws = GanFlowTheory.Laws;

namespace GanFlowTheory;

/// <summary>The catalogue of claims.</summary>
public static class Catalogue
{
    /// <summary>The claims of the theory, in the order of the theory page.</summary>
    public static IReadOnlyList<Claim> Theory { get; } = CoreLaws.Catalogue.theory.Map(c => new Claim(c));

    /// <summary>The claims of the theory, then the laws.</summary>
    public static IReadOnlyList<Claim> All { get; } = CoreLaws.Catalogue.all.Map(c => new Claim(c));

    /// <summary>The claim with the given id, in any case of letters.</summary>
    /// <param name="id">Such as MN21-7.</param>
    /// <exception cref="System.ArgumentException">There is no such claim; the sentence suggests the nearest
    /// id.</exception>
    public static Claim Find(string id) => new(CoreLaws.Catalogue.find(id.NotNull(nameof(id))));
}
