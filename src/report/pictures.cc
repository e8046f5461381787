#include "report/pictures.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/file.h"
#include "core/text.h"
#include "report/html_report.h"
#include "report/layout.h"

namespace shakedown::report {
namespace {

constexpr size_t kNameOctets = 80;

/// FNV-1a: ids that differ only in what file names cannot hold have files of their own.
uint32_t HashOf(const std::string& text) {
  uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

Result<void> WriteOne(const std::string& svg, const std::string& folder, const std::string& id,
                      const char* what) {
  if (svg.empty()) return {};
  return WriteFile(folder + '/' + PictureName(id, what), svg);
}

}  // namespace

std::string PictureName(const std::string& case_id, const std::string& what) {
  return fmt::format("{}-{:08x}-{}.svg", Slug(case_id, kNameOctets), HashOf(Printable(case_id)),
                     what);
}

Result<void> WritePictures(const model::RunReport& report, const std::string& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) {
    return Error(ErrorCode::kFileWrite,
                 "cannot make the folder '" + Printable(folder) + "': " + problem.message());
  }
  for (size_t i = 0; i < report.entries().size(); ++i) {
    const model::CaseEntry& entry = report.entries()[i];
    const bool trouble =
        entry.verdict == model::CaseVerdict::kFailed || entry.verdict == model::CaseVerdict::kError;
    if (!trouble) continue;
    const auto test = report.Read(i);
    if (!test) return test.error();
    const model::Diagnosis* diagnosis = test->diagnosis();
    const model::Handshake* handshake = diagnosis != nullptr ? diagnosis->explained() : nullptr;
    if (handshake == nullptr) continue;
    Result<void> written = WriteOne(LadderSvg(*handshake), folder, test->id, "ladder");
    if (written) {
      const std::string svg = ClientChainSvg(*handshake, test->shown()->started);
      written = WriteOne(svg, folder, test->id, "chain");
    }
    if (!written) return written;
  }
  return {};
}

}  // namespace shakedown::report
