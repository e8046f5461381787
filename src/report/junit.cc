#include "report/junit.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <set>

#include "core/text.h"
#include "report/junit_case.h"
#include "report/junit_document.h"
#include "report/layout.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

/// GitLab refuses a file with more XML objects (elements, texts) than this.
constexpr size_t kMaxObjects = 240'000;
constexpr size_t kShortBody = 2000;
constexpr size_t kShortestBody = 400;
constexpr size_t kNameCharacters = 200;

struct Totals {
  int tests = 0, failures = 0, errors = 0, skipped = 0;

  void Count(JunitVerdict verdict) {
    ++tests;
    failures += verdict == JunitVerdict::kFailure;
    errors += verdict == JunitVerdict::kError;
    skipped += verdict == JunitVerdict::kSkipped;
  }
};

using Property = std::pair<std::string, std::string>;

/// One `testsuite` with what is known of it while the run goes on.
struct Suite {
  std::string name;
  std::string file;
  std::string target_name;  ///< of one of several targets; empty: there is only one
  std::string target_url;
  std::optional<UtcSeconds> started;  ///< of its first case
  std::optional<SteadyTime> begin, end;
  std::vector<const JunitCase*> cases;
  int inconclusive = 0;
  size_t notes = 0;  ///< of the last executions
};

/// pugixml keeps CDATA whole only if it holds no end marker.
std::string CdataText(std::string text) {
  for (size_t at = text.find("]]>"); at != std::string::npos; at = text.find("]]>", at)) {
    text.insert(at + 2, " ");
  }
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

void AddCdata(pugi::xml_node node, const std::string& text) {
  node.append_child(pugi::node_cdata).set_value(CdataText(text).c_str());
}

void AddAttribute(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

void AddProperties(pugi::xml_node parent, const std::vector<Property>& properties) {
  if (properties.empty()) return;
  pugi::xml_node list = parent.append_child("properties");
  for (const auto& [name, value] : properties) {
    pugi::xml_node property = list.append_child("property");
    AddAttribute(property, "name", name);
    AddAttribute(property, "value", value);
  }
}

bool IsRepeat(const JunitElement& element) {
  return element.tag.starts_with("rerun") || element.tag.starts_with("flaky");
}

void AddElement(pugi::xml_node parent, const JunitElement& element) {
  pugi::xml_node node = parent.append_child(element.tag.c_str());
  if (!element.type.empty()) AddAttribute(node, "type", element.type);
  AddAttribute(node, "message", element.message);
  AddCdata(IsRepeat(element) ? node.append_child("stackTrace") : node, element.body);
}

void AddCase(pugi::xml_node parent, const JunitCase& test, const std::string& name,
             bool with_properties) {
  pugi::xml_node node = parent.append_child("testcase");
  AddAttribute(node, "classname", test.classname);
  AddAttribute(node, "name", name);
  AddAttribute(node, "time", FormatSeconds(test.time));
  if (!test.file.empty()) AddAttribute(node, "file", test.file);
  if (test.line > 0) AddAttribute(node, "line", std::to_string(test.line));
  if (!test.timestamp.empty()) AddAttribute(node, "timestamp", test.timestamp);
  if (with_properties) AddProperties(node, test.properties);
  for (const JunitElement& element : test.elements) AddElement(node, element);
  if (!test.system_out.empty()) AddCdata(node.append_child("system-out"), test.system_out);
}

void AddCounts(pugi::xml_node node, const Totals& totals) {
  AddAttribute(node, "tests", std::to_string(totals.tests));
  AddAttribute(node, "failures", std::to_string(totals.failures));
  AddAttribute(node, "errors", std::to_string(totals.errors));
}

struct StringWriter final : pugi::xml_writer {
  std::string text;
  void write(const void* data, size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

std::string Serialized(const pugi::xml_document& document) {
  StringWriter writer;
  document.save(writer, "  ", pugi::format_indent, pugi::encoding_utf8);
  return std::move(writer.text);
}

pugi::xml_node AddRoot(pugi::xml_document& document, const std::string& name, const Totals& totals,
                       Milliseconds time) {
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  AddAttribute(declaration, "version", "1.0");
  AddAttribute(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  AddAttribute(root, "name", name);
  AddCounts(root, totals);
  AddAttribute(root, "time", FormatSeconds(time));
  return root;
}

std::string LocalHostname() {
  char name[256] = {};
  if (gethostname(name, sizeof name - 1) != 0) return {};
  return PlainLine(name, kNameCharacters);
}

const char* UnreachedReason(run::Stop stop) {
  switch (stop) {
    case run::Stop::kFailFast: return "not run: the run stopped after the first failures";
    case run::Stop::kInterrupted: return "not run: the run was interrupted";
    case run::Stop::kTerminated: return "not run: the run was terminated";
    case run::Stop::kCompleted: break;
  }
  return "not run: the run ended before this case";
}

/// Objects that a case adds to the document without its properties.
size_t ObjectsOf(const JunitCase& test) {
  size_t objects = 1 + (test.system_out.empty() ? 0 : 2);
  for (const JunitElement& element : test.elements) objects += IsRepeat(element) ? 3 : 2;
  return objects;
}

/// Case ids are unique; names can only clash where they had to be cut or cleaned.
std::string UniqueName(const std::string& name, std::set<std::string>& taken) {
  if (taken.insert(name).second) return name;
  for (int n = 2;; ++n) {
    const std::string suffix = " (" + std::to_string(n) + ')';
    const std::string candidate = ElideEnd(name, kNameCharacters - suffix.size()) + suffix;
    if (taken.insert(candidate).second) return candidate;
  }
}

class JunitReportImpl final : public JunitReport {
 public:
  explicit JunitReportImpl(JunitOptions options) : options_(std::move(options)) {}

  void OnRunStarted(const run::RunInfo& info) override {
    info_ = info;
    cases_.clear();
    suites_.clear();
    by_name_.clear();
    suite_of_.clear();
    if (info.plan == nullptr) return;
    cases_.resize(info.plan->cases.size());
    for (const run::Case& test : info.plan->cases) suite_of_.push_back(SuiteIndex(test));
  }

  void OnCaseStarted(size_t index) override {
    if (index >= suite_of_.size()) return;
    Suite& suite = suites_[suite_of_[index]];
    if (!suite.begin) suite.begin = options_.now();
  }

  void OnCaseFinished(size_t index, const run::CaseResult& result) override {
    if (index >= cases_.size() || result.test == nullptr) return;
    Suite& suite = suites_[suite_of_[index]];
    if (!result.executions.empty()) {
      suite.end = options_.now();
      const UtcSeconds started = result.executions.front().started;
      suite.started = std::min(suite.started.value_or(started), started);
      suite.inconclusive += result.executions.back().inconclusive ? 1 : 0;
      suite.notes += result.executions.back().notes.size();
    }
    cases_[index] = RenderJunitCase(result, options_, BodyLimit());
    for (const JunitElement& element : cases_[index]->elements) body_octets_ += element.body.size();
  }

  void OnRunFinished(const run::RunSummary& summary) override {
    summary_ = summary;
    for (size_t i = 0; i < cases_.size(); ++i) {
      if (cases_[i] || info_.plan == nullptr) continue;
      cases_[i] = UnreachedJunitCase(info_.plan->cases[i], options_, UnreachedReason(summary.stop));
    }
    info_.plan = nullptr;
  }

  std::string Document() const override {
    if (cases_.empty()) return EmptyDocument();
    std::vector<Suite> suites = suites_;
    Totals totals;
    size_t objects = 1;
    for (size_t i = 0; i < cases_.size(); ++i) {
      if (!cases_[i]) continue;
      suites[suite_of_[i]].cases.push_back(&*cases_[i]);
      totals.Count(cases_[i]->verdict);
      objects += ObjectsOf(*cases_[i]) + cases_[i]->properties.size() + 1;
    }
    pugi::xml_document document;
    pugi::xml_node root =
        AddRoot(document, PlainLine(options_.name, kNameCharacters), totals, summary_.duration);
    for (const Suite& suite : suites) AddSuite(root, suite, objects <= kMaxObjects);
    return Serialized(document);
  }

 private:
  size_t SuiteIndex(const run::Case& test) {
    const auto [at, is_new] = by_name_.try_emplace(test.suite, suites_.size());
    if (is_new) {
      Suite suite;
      suite.name = PlainLineOr(test.suite, kNameCharacters, "unnamed");
      if (test.suite_model != nullptr) {
        suite.file = test.suite_model->file;
        suite.target_name = test.suite_model->target_name;
        suite.target_url = test.suite_model->target.url;
      }
      suites_.push_back(std::move(suite));
    }
    return at->second;
  }

  size_t BodyLimit() const {
    if (body_octets_ >= options_.total_limit) return std::min(options_.body_limit, kShortestBody);
    if (body_octets_ >= options_.total_limit / 2) return std::min(options_.body_limit, kShortBody);
    return options_.body_limit;
  }

  std::string EmptyDocument() const {
    if (!info_.shard.empty()) {
      const std::string message = "shard " + info_.shard + " has no cases";
      return HarnessDocument("shard has no cases", message, message, true);
    }
    const std::string message = "no case was selected";
    return HarnessDocument("case selection", message,
                           message + "\n\nFix\n  - `shakedown list` shows what there is to select",
                           false);
  }

  std::vector<Property> SuiteProperties(const Suite& suite) const {
    std::vector<Property> properties;
    const auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) properties.emplace_back(name, PlainLine(value, 300));
    };
    add("tool.version", info_.tool_version);
    add("tls.library", info_.tls_library);
    add("target.name", suite.target_name);
    add("target.url", suite.target_name.empty() ? info_.target_url : suite.target_url);
    add("target.address", info_.target_address);
    add("suite.file", suite.file);
    add("seed", std::to_string(info_.seed));
    add("jobs", std::to_string(info_.jobs));
    add("shard", info_.shard);
    add("run.stop", StopWord(summary_.stop));
    if (suite.inconclusive > 0) add("score.inconclusive", std::to_string(suite.inconclusive));
    if (suite.notes > 0) add("score.notes", std::to_string(suite.notes));
    return properties;
  }

  void AddSuite(pugi::xml_node root, const Suite& suite, bool passed_properties) const {
    Totals totals;
    for (const JunitCase* test : suite.cases) totals.Count(test->verdict);
    pugi::xml_node node = root.append_child("testsuite");
    AddAttribute(node, "name", suite.name);
    AddAttribute(node, "id", Slug(suite.name));
    AddCounts(node, totals);
    AddAttribute(node, "skipped", std::to_string(totals.skipped));
    AddAttribute(node, "time", FormatSeconds(Duration(suite)));
    AddAttribute(node, "timestamp", FormatUtc(suite.started.value_or(info_.started)));
    if (options_.hostname) AddAttribute(node, "hostname", hostname_);
    AddProperties(node, SuiteProperties(suite));
    std::set<std::string> names;
    for (const JunitCase* test : suite.cases) {
      const bool with_properties = passed_properties || test->verdict == JunitVerdict::kFailure ||
                                   test->verdict == JunitVerdict::kError;
      AddCase(node, *test, UniqueName(test->name, names), with_properties);
    }
  }

  static Milliseconds Duration(const Suite& suite) {
    if (!suite.begin || !suite.end) return Milliseconds(0);
    return std::chrono::duration_cast<Milliseconds>(*suite.end - *suite.begin);
  }

  JunitOptions options_;
  run::RunInfo info_;
  run::RunSummary summary_;
  std::string hostname_ = LocalHostname();
  std::vector<std::optional<JunitCase>> cases_;  ///< by position in the plan
  std::vector<size_t> suite_of_;                 ///< by position in the plan
  std::vector<Suite> suites_;                    ///< in the order of the plan
  std::map<std::string, size_t> by_name_;
  size_t body_octets_ = 0;
};

}  // namespace

std::unique_ptr<JunitReport> MakeJunitReport(JunitOptions options) {
  return std::make_unique<JunitReportImpl>(std::move(options));
}

std::string JunitDocument(const std::vector<JunitSuite>& suites, Milliseconds time,
                          const JunitOptions& options) {
  Totals totals;
  for (const JunitSuite& suite : suites) {
    for (const JunitCase& test : suite.cases) totals.Count(test.verdict);
  }
  if (totals.tests == 0) return HarnessDocument("case selection", "no case", "no case", true);
  pugi::xml_document document;
  pugi::xml_node root = AddRoot(document, PlainLine(options.name, kNameCharacters), totals, time);
  for (const JunitSuite& suite : suites) {
    Totals own;
    Milliseconds took{0};
    for (const JunitCase& test : suite.cases) {
      own.Count(test.verdict);
      took += test.time;
    }
    if (own.tests == 0) continue;
    pugi::xml_node node = root.append_child("testsuite");
    const std::string name = PlainLineOr(suite.name, kNameCharacters, "unnamed");
    AddAttribute(node, "name", name);
    AddAttribute(node, "id", Slug(name));
    AddCounts(node, own);
    AddAttribute(node, "skipped", std::to_string(own.skipped));
    AddAttribute(node, "time", FormatSeconds(took));
    const bool known = ParseUtc(suite.started).has_value();
    AddAttribute(node, "timestamp", known ? suite.started : FormatUtc(UtcNow()));
    AddProperties(node, suite.properties);
    std::set<std::string> names;
    for (const JunitCase& test : suite.cases)
      AddCase(node, test, UniqueName(test.name, names), true);
  }
  return Serialized(document);
}

std::string HarnessDocument(const std::string& case_name, const std::string& message,
                            const std::string& body, bool skipped) {
  JunitCase test;
  test.verdict = skipped ? JunitVerdict::kSkipped : JunitVerdict::kError;
  test.classname = JunitClassname("harness");
  test.name = PlainLineOr(case_name, kNameCharacters, "unnamed");
  JunitElement element;
  element.tag = skipped ? "skipped" : "error";
  if (!skipped) element.type = test.classname + '.' + Slug(case_name);
  element.message = PlainLineOr(message, kNameCharacters, "nothing ran");
  const std::string safe = PrintableLines(body);
  const bool repeats = safe.starts_with(element.message);
  element.body = repeats || safe.empty() ? safe : element.message + "\n\n" + safe;
  if (element.body.empty()) element.body = element.message;
  test.elements.push_back(std::move(element));

  Totals totals;
  totals.Count(test.verdict);
  pugi::xml_document document;
  pugi::xml_node root = AddRoot(document, "shakedown", totals, Milliseconds(0));
  pugi::xml_node suite = root.append_child("testsuite");
  AddAttribute(suite, "name", "harness");
  AddAttribute(suite, "id", "harness");
  AddCounts(suite, totals);
  AddAttribute(suite, "skipped", std::to_string(totals.skipped));
  AddAttribute(suite, "time", FormatSeconds(Milliseconds(0)));
  AddAttribute(suite, "timestamp", FormatUtc(UtcNow()));
  AddCase(suite, test, test.name, false);
  return Serialized(document);
}

}  // namespace shakedown::report
