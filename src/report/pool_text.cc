#include "report/pool_text.h"

#include <fmt/format.h>

#include <vector>

#include "core/text.h"
#include "report/layout.h"

namespace shakedown::report {
namespace {

using run::NodeDifference;
using run::NodeFacts;
using run::NodeGroup;

/// Nodes that are named; the others are counted.
constexpr size_t kNamedNodes = 4;

std::string NamesOf(std::span<const size_t> positions, std::span<const NodeFacts> nodes) {
  std::string names;
  for (size_t i = 0; i < std::min(positions.size(), kNamedNodes); ++i) {
    names += (i == 0 ? "" : ", ") + nodes[positions[i]].name;
  }
  if (positions.size() > kNamedNodes) {
    names += fmt::format(" and {} more", positions.size() - kNamedNodes);
  }
  return names;
}

std::string Heading(const std::string& host, std::span<const NodeFacts> nodes,
                    std::span<const NodeDifference> differences) {
  const std::string compared = fmt::format("{} addresses of {}", nodes.size(), Printable(host));
  if (nodes.size() < 2) return compared + ": nothing to compare";
  if (differences.empty()) return compared + " answer alike";
  const std::vector<size_t> odd = run::OddNodes(differences);
  if (odd.empty()) return compared + " differ, and none is like most";
  if (odd.size() == 1) return compared + fmt::format(": {} is the odd one out", nodes[odd[0]].name);
  return compared + ": " + NamesOf(odd, nodes) + " differ from the others";
}

/// One answer and who gave it.
std::string Line(const std::string& who, const std::string& text, size_t width) {
  return Block(fmt::format("    {}  ", who), text, width);
}

}  // namespace

std::string PoolText(const std::string& host, std::span<const NodeFacts> nodes, size_t width) {
  const std::vector<NodeDifference> differences = run::Compare(nodes);
  std::string text = Heading(host, nodes, differences) + '\n';
  for (const NodeDifference& difference : differences) {
    text += fmt::format("  {}\n", run::Title(difference.aspect));
    for (size_t i = 0; i < difference.groups.size(); ++i) {
      const NodeGroup& group = difference.groups[i];
      const bool most = i == 0 && difference.majority;
      const std::string who = most ? fmt::format("{} of {}", group.nodes.size(), nodes.size())
                                   : NamesOf(group.nodes, nodes);
      text += Line(who, group.text, width);
    }
  }
  return text;
}

void WritePool(const std::string& host, std::span<const NodeFacts> nodes, JsonWriter& json) {
  const std::vector<NodeDifference> differences = run::Compare(nodes);
  const auto write_positions = [&json](const char* key, std::span<const size_t> positions) {
    json.Key(key).BeginArray();
    for (const size_t position : positions) json.Unsigned(position);
    json.EndArray();
  };
  json.Key("pool").BeginObject().Field("host", host);
  write_positions("odd", run::OddNodes(differences));
  json.Key("differences").BeginArray();
  for (const NodeDifference& difference : differences) {
    json.BeginObject().Field("what", run::ToString(difference.aspect));
    json.Key("majority").Bool(difference.majority).Key("answers").BeginArray();
    for (const NodeGroup& group : difference.groups) {
      json.BeginObject().Field("text", group.text);
      write_positions("targets", group.nodes);
      json.EndObject();
    }
    json.EndArray().EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace shakedown::report
