// The defects of one suite file, each with its place.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/value.h"
#include "scenario/xml_tree.h"

namespace shakedown::scenario {

/// Collects errors up to a bound, after which one last error says so.
class Problems {
 public:
  explicit Problems(const SourceText& source) : source_(source) {}

  /// A defect at an octet of the source.
  void Add(size_t offset, std::string message, std::string hint = {});
  /// A defect of an attribute's value, at the word that is wrong.
  void AddValue(const XmlAttribute& attribute, const ValueProblem& problem);

  bool empty() const { return errors_.empty(); }
  /// The errors in the order of the file; the collector is empty afterwards.
  std::vector<Error> Take();

 private:
  const SourceText& source_;
  std::vector<Error> errors_;
  bool full_ = false;
};

/// "did you mean 'x'?", or the list of all names if it is short and none is near; may be empty.
std::string Suggestion(std::string_view name, std::span<const std::string_view> known);

}  // namespace shakedown::scenario
