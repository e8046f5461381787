#include "report/model/report_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/text.h"
#include "report/model/json_place.h"
#include "report/model/read_diagnosis.h"

namespace shakedown::report::model {
namespace {

constexpr uint64_t kMaxCopy = 4ull << 30;
constexpr size_t kMaxHead = 4u << 20;

Error CannotRead(const std::string& path, const char* why) {
  return Error(ErrorCode::kFileRead, "cannot read '" + Printable(path) + "': " + why);
}

/// Copies what cannot be read twice to a file without a name; -1 on failure.
int CopyOf(int fd) {
  const char* named = std::getenv("TMPDIR");
  std::string name = std::string(named != nullptr && *named != '\0' ? named : "/tmp");
  name += "/shakedown.XXXXXX";
  const int copy = mkostemp(name.data(), O_CLOEXEC);
  if (copy < 0) return -1;
  unlink(name.c_str());
  char buffer[65536];
  uint64_t total = 0;
  for (;;) {
    const ssize_t count = read(fd, buffer, sizeof buffer);
    if (count == 0) return copy;
    if (count < 0 && errno == EINTR) continue;
    total += count > 0 ? static_cast<uint64_t>(count) : 0;
    if (total > kMaxCopy) errno = EFBIG;
    if (count < 0 || total > kMaxCopy || write(copy, buffer, static_cast<size_t>(count)) != count) {
      close(copy);
      return -1;
    }
  }
}

/// Collects fields of an object, those besides the one that is read on its own.
class HeadBuilder {
 public:
  explicit HeadBuilder(const ReportFile& file) : file_(file) {}

  bool Add(const std::string& name, const JsonSpan& span) {
    if (text_.size() + span.size > kMaxHead) return false;
    const Result<std::string> value = file_.Read(span);
    if (!value) return false;
    text_ += (text_.empty() ? "" : ",");
    text_ += nlohmann::json(name).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    text_ += ':' + *value;
    return true;
  }
  std::string Take() { return '{' + std::move(text_) + '}'; }

 private:
  const ReportFile& file_;
  std::string text_;
};

/// Reads the fields of an object at the cursor: `on_field(name)` takes the value of those that it
/// answers true for, the others are collected. Null if the cursor failed or the head is too large.
template <typename OnField>
std::optional<std::string> TakeObject(JsonScanner& scanner, const ReportFile& file,
                                      OnField on_field) {
  HeadBuilder head(file);
  if (!scanner.Take('{')) return std::nullopt;
  if (scanner.Peek() == '}') {
    scanner.Take('}');
    return head.Take();
  }
  do {
    const auto name = scanner.TakeName();
    if (!name || !scanner.Take(':')) return std::nullopt;
    if (on_field(*name)) continue;
    const auto span = scanner.TakeValue();
    if (!span || !head.Add(*name, *span)) return std::nullopt;
  } while (scanner.TakeSeparator('}'));
  return scanner.failed() ? std::nullopt : std::optional(head.Take());
}

/// Calls `on_element` for each element of a list at the cursor, as long as it answers true.
template <typename OnElement>
void TakeList(JsonScanner& scanner, OnElement on_element) {
  if (!scanner.Take('[')) return;
  if (scanner.Peek() == ']') {
    scanner.Take(']');
    return;
  }
  do {
    if (!on_element()) return;
  } while (scanner.TakeSeparator(']'));
}

void TakeCases(JsonScanner& scanner, std::vector<JsonSpan>* cases) {
  TakeList(scanner, [&] {
    const auto span = scanner.TakeValue();
    if (span) cases->push_back(*span);
    return span.has_value();
  });
}

bool TakeSuite(JsonScanner& scanner, const ReportFile& file, ReportParts* parts) {
  ReportParts::Suite suite;
  auto head = TakeObject(scanner, file, [&](const std::string& name) {
    if (name != "cases" || scanner.Peek() != '[') return false;
    TakeCases(scanner, &suite.cases);
    return true;
  });
  if (!head) return false;
  suite.head = *std::move(head);
  parts->suites.push_back(std::move(suite));
  return true;
}

}  // namespace

ReportFile::~ReportFile() { close(fd_); }

Result<std::unique_ptr<ReportFile>> ReportFile::Open(const std::string& path) {
  const int fd = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return CannotRead(path, std::strerror(errno));
  struct stat status {};
  if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    close(fd);
    return CannotRead(path, "it is a folder");
  }
  if (S_ISREG(status.st_mode) && path != "-")
    return std::unique_ptr<ReportFile>(new ReportFile(fd));
  const int copy = CopyOf(fd);
  const int problem = errno;
  close(fd);
  if (copy < 0) return CannotRead(path, std::strerror(problem));
  return std::unique_ptr<ReportFile>(new ReportFile(copy));
}

Result<std::string> ReportFile::Read(const JsonSpan& span) const {
  std::string text(span.size, '\0');
  size_t done = 0;
  while (done < span.size) {
    const ssize_t count =
        pread(fd_, text.data() + done, span.size - done, static_cast<off_t>(span.offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      return Error(ErrorCode::kFileRead, std::string("cannot read the report again: ") +
                                             (count < 0 ? std::strerror(errno) : "it was cut"));
    }
    done += static_cast<size_t>(count);
  }
  return text;
}

Result<ReportParts> FindParts(const ReportFile& file) {
  JsonScanner scanner(file.fd());
  ReportParts parts;
  auto head = TakeObject(scanner, file, [&](const std::string& name) {
    if ((name == "targets" || name == "flows") && scanner.Peek() == '[') {
      const char* suite = name == "flows" ? R"({"name":"connections"})" : "{}";
      TakeCases(scanner, &parts.suites.emplace_back(ReportParts::Suite{suite, {}}).cases);
      return true;
    }
    if (name != "suites" || scanner.Peek() != '[') return false;
    TakeList(scanner, [&] { return TakeSuite(scanner, file, &parts); });
    return true;
  });
  if (scanner.failed()) return scanner.failure();
  if (!head) return Error(ErrorCode::kFormat, "the fields besides the cases are too large");
  parts.head = *std::move(head);
  if (scanner.Peek() == '\0') return parts;
  return Error(ErrorCode::kFormat, "something follows the document");
}

std::string SchemaOf(const ReportFile& file) {
  JsonScanner scanner(file.fd());
  std::string schema;
  if (scanner.Peek() != '{') return schema;
  scanner.Take('{');
  do {
    const auto name = scanner.TakeName();
    if (!name || !scanner.Take(':')) break;
    if (*name == "schema") {
      if (scanner.Peek() == '"') schema = scanner.TakeName().value_or("");
      break;
    }
    if (!scanner.TakeValue()) break;
  } while (scanner.TakeSeparator('}'));
  return Printable(schema);
}

}  // namespace shakedown::report::model
