create table variable (
  id_variable integer not null,
  codigo character varying(10) not null,
  nombre character varying(200),
  unidad character varying(30),
  tipo character varying(20) not null
);

create table periodo (
  id_periodo integer not null,
  gestion integer not null,
  mes integer,
  periodo character varying(50),
  fecha_limite date
);

create table valor_variable (
  id_epsa integer not null,
  id_periodo integer not null,
  id_variable integer not null,
  valor numeric(18,4),
  observacion character varying(250),
  fecha_actualizacion timestamp with time zone not null default now()
);
