// One cell of the matrix: a client at a gate in one version of TLS, what is true of it and what
// the investigation said, without and with the server's CA file.
#pragma once

#include <string>
#include <vector>

#include "tests/matrix/gate.h"

namespace shakedown::matrix {

/// What one investigation said.
struct Answer {
  std::string cause;
  std::string certainty;
  std::string enforcement;
  std::vector<std::string> alternatives;  ///< "id (certainty)"
  std::vector<std::string> next_steps;
  std::string observed;
  std::vector<std::string> evidence;
  std::vector<std::string> probes;  ///< "id: what it showed"
  std::string error;                ///< nothing could be tried: why
};

/// How an answer compares with the truth.
enum class Grade {
  kRight,  ///< the first cause is the true one
  kAmong,  ///< cannot be told apart: the true one is among the alternatives, with a next step
  kWrong,
};

struct Cell {
  const Gate* gate = nullptr;
  Client client = Client::kNone;
  tls::Version version{};
};
/// "nginx/on expired TLSv1.3".
std::string ToText(const Cell& cell);

struct Judged {
  Cell cell;
  bool with_trust = false;
  Truth truth;
  Answer answer;
  Grade grade = Grade::kWrong;
  /// It said `certain` of a cause that is not the true one; of a refusal, among the alternatives
  /// too.
  bool certain_and_wrong = false;

  /// Whether the enforcement of the gate is known, was told, and told rightly.
  bool has_enforcement() const { return !EnforcementOf(*cell.gate).empty(); }
  bool tells_enforcement() const {
    return has_enforcement() && !answer.enforcement.empty() && answer.enforcement != "unknown";
  }
  bool enforcement_right() const {
    return tells_enforcement() && answer.enforcement == EnforcementOf(*cell.gate);
  }
};

/// Compares; an answer with an error is wrong.
Judged Judge(const Cell& cell, bool with_trust, Truth truth, Answer answer);

/// All cells of the gates.
std::vector<Cell> AllCells(const std::vector<Gate>& gates);
/// `count` of them chosen by `seed`, each gate in turn so that all are met; all if there are fewer.
std::vector<Cell> Chosen(std::vector<Cell> cells, size_t count, uint64_t seed);

}  // namespace shakedown::matrix
