using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace GanFlowTheory.Tests.Surface;

/// <summary>Where C# has what an F# function gives: by the same name with a capital, or by what the languages
/// force.</summary>
internal static class Counterparts
{
    /// <summary>The C# assemblies: the facade, and that of the laws.</summary>
    public static readonly Assembly[] Assemblies = [typeof(Points).Assembly, typeof(LawSuite).Assembly];

    private static readonly ILookup<string, Type> Facade = Exported.ToLookup(t => Bare(t.Name));

    /// <summary>All public types of C#.</summary>
    public static Type[] Exported => [.. Assemblies.SelectMany(assembly => assembly.GetExportedTypes())];

    /// <summary>Types whose plain names C# users often have from elsewhere, such as System.IO.Path.</summary>
    private static readonly Dictionary<string, string> Types = new()
    {
        ["Run"] = "FlowRun",
        ["Step"] = "FlowStep",
        ["Path"] = "FlowPath",
        ["Progress"] = "FlowProgress",
    };

    /// <summary>The members, by the rules in order: the same name; an operator; a method of what the function takes
    /// last or first; an overload or an optional argument in place of xWith, xFor and xIn; a setter in place of setX;
    /// and the suite of laws of an instance, by its type.</summary>
    public static IEnumerable<MemberInfo> Of(CoreFunction f)
    {
        var name = Pascal(f.Name);
        return Members(f.Module, name)
            .Concat(Operators.TryGetValue(f.Name, out var sign) ? Members(f.Module, sign) : [])
            .Concat(f.Parameters.Reverse().Take(1).Concat(f.Parameters.Take(1)).SelectMany(t => Methods(t, name)))
            .Concat(new[] { "With", "For", "In" }
                .Where(name.EndsWith).SelectMany(end => Overloads(f, name[..^end.Length])))
            .Concat(name.StartsWith("Set", StringComparison.Ordinal)
                ? Members(f.Module, name[3..]).Where(m => m is PropertyInfo { CanWrite: true })
                : [])
            .Concat(f.Module == "Laws" && !f.Name.Contains("On") ? Suites(f) : []);
    }

    /// <summary>Members of public types of that name, of every arity.</summary>
    public static IEnumerable<MemberInfo> Members(string type, string member) =>
        Facade[type].SelectMany(t => t.GetMember(member));

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    public static string Bare(string type) => type.Split('`')[0];

    private static readonly Dictionary<string, string> Operators = new()
    {
        ["scale"] = "op_Multiply",
        ["add"] = "op_Addition",
    };

    private static string Name(Type core) => Types.GetValueOrDefault(Bare(core.Name)) ?? Bare(core.Name);

    private static IEnumerable<MemberInfo> Methods(Type taken, string name) =>
        Members(Name(taken), name).Where(m => m is MethodInfo { IsStatic: false } or PropertyInfo
        {
            GetMethod.IsStatic: false,
        });

    private static IEnumerable<MemberInfo> Overloads(CoreFunction f, string name)
    {
        var methods = Members(f.Module, name).OfType<MethodInfo>().ToArray();
        return methods.Length > 1 ? methods : methods.Where(m => m.GetParameters().Any(p => p.IsOptional));
    }

    private static IEnumerable<MemberInfo> Suites(CoreFunction f) =>
        Members("LawSuite", "Of").Where(m =>
            Bare(((MethodInfo)m).GetParameters()[0].ParameterType.Name) == Name(f.Parameters[^1]));
}
