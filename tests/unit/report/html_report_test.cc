#include "report/html_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "report/json.h"
#include "report/model/read_diagnosis.h"
#include "tests/support/case_builder.h"
#include "tests/support/golden.h"
#include "tests/support/hostile_run.h"
#include "tests/support/investigations.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;
using testing::Not;

std::string PageOf(RunFixture& run, const HtmlOptions& options = {}) {
  const auto json = MakeJsonReport();
  run.Feed(*json);
  const auto model = json->Model();
  if (!model) return "no model: " + model.error().Text();
  const TemporaryFolder folder;
  const std::string file = folder.File("report.html");
  const auto written = WriteRunHtml(*model, file, options);
  if (!written) return "not written: " + written.error().Text();
  const auto text = ReadFile(file);
  return text ? *text : text.error().Text();
}

TEST(HtmlReportTest, IsTheSample) {
  ExpectGolden(PageOf(*EveryVerdict()), "reports/sample/report.html");
}

}  // namespace
}  // namespace shakedown::report
