// The nodes behind one name compared: which of them answers otherwise than the others, and in what.
// Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "run/survey.h"

namespace shakedown::run {

/// What nodes of one pool should have in common.
enum class NodeAspect {
  kReached,
  kOutcome,
  kCause,
  kEnforcement,
  kVersion,
  kRequest,  ///< whether and when a certificate is asked for
  kCaNames,
  kSignatureAlgorithms,
  kCertificateTypes,
  kServerCertificate,
  kReply,
};
/// "reached", "outcome", ... "server-certificate", "reply": for machines.
const char* ToString(NodeAspect aspect);
/// The same for people: "server certificate".
const char* Title(NodeAspect aspect);

/// What one node answered in one respect.
struct NodeAnswer {
  NodeAspect aspect{};
  std::string text;  ///< printable, one line
  std::string key;   ///< equal answers have equal keys; octets where the text is shortened
};

/// What one node showed in the handshake as asked.
struct NodeFacts {
  std::string name;                 ///< of the target in the survey
  std::vector<NodeAnswer> answers;  ///< by aspect; what is not known is missing
};
NodeFacts FactsOf(const SurveyResult& result);

/// The nodes that gave one answer.
struct NodeGroup {
  std::string text;
  std::vector<size_t> nodes;  ///< positions, ascending
};

/// One respect in which the nodes differ.
struct NodeDifference {
  NodeAspect aspect{};
  std::vector<NodeGroup> groups;  ///< the largest first; at least two
  /// Whether the first group is larger than every other: what most nodes do. Otherwise nobody can
  /// say which of them is right.
  bool majority = false;
};

/// Everything in which the nodes differ, by aspect. Nodes of which an answer is not known (not
/// reached, nothing asked for) do not count in it.
std::vector<NodeDifference> Compare(std::span<const NodeFacts> nodes);

/// The nodes that differ from a majority in at least one respect, ascending.
std::vector<size_t> OddNodes(std::span<const NodeDifference> differences);

}  // namespace shakedown::run
