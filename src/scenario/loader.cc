#include "scenario/loader.h"

#include "core/file.h"
#include "scenario/build.h"
#include "scenario/check_references.h"
#include "scenario/check_shape.h"
#include "scenario/problems.h"

namespace shakedown::scenario {
namespace {

constexpr size_t kMaxOctets = 4u << 20;

LoadedSuite Failed(Error error) {
  LoadedSuite loaded;
  loaded.errors.push_back(std::move(error));
  return loaded;
}

}  // namespace

LoadedSuite LoadSuite(const std::string& path) {
  auto text = ReadFile(path, kMaxOctets);
  if (!text) return Failed(std::move(text).error());
  return ParseSuite(*text, path);
}

LoadedSuite ParseSuite(const std::string& text, const std::string& file) {
  if (text.size() > kMaxOctets) {
    SourcePosition whole;
    whole.file = file;
    return Failed(Error(ErrorCode::kSuite, "the suite is larger than 4 MiB")
                      .WithHint("split it into several files")
                      .At(std::move(whole)));
  }
  const SourceText source(file, text);
  auto root = ParseXml(source);
  if (!root) return Failed(std::move(root).error());

  Problems problems(source);
  CheckShape(*root, problems);
  if (root->name == "suite") CheckReferences(*root, problems);
  LoadedSuite loaded;
  if (problems.empty()) {
    loaded.suite = BuildSuite(*root, source);
  } else {
    loaded.errors = problems.Take();
  }
  return loaded;
}

}  // namespace shakedown::scenario
